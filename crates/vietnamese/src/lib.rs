//! vietnamese
