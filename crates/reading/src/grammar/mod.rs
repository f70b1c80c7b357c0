//! The small languages inside a plan: numbers, citations, dates and deadlines, markers, agencies.
