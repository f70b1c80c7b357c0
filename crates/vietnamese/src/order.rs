//! The order of the Vietnamese dictionary.
