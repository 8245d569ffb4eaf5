//! Markdown for the notes: results of decisions, minutes, templates; in English and German.
