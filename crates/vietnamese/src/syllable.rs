//! Valid syllables, and the words a search index keeps.
