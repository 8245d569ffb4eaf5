//! The icons of the notes, drawn as those of the room are.

/// A bold letter.
pub const BOLD: &str = "M7.5 5H13a3.5 3.5 0 0 1 0 7H7.5zM7.500 12H14a3.5 3.5 0 0 1 0 7H7.5z";
/// A slanted letter.
pub const ITALIC: &str = "M10 5h7M7 19h7M14 5l-4 14";
/// An H.
pub const HEADING: &str = "M6.500 5v14M17.500 5v14M6.500 12h11";
/// Dots and lines.
pub const LIST: &str = "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01";
/// Numbers and lines.
pub const NUMBERED: &str =
    "M10 6h10M10 12h10M10 18h10M3.500 4.500L5 4v4.500M3.500 15.500c2-1.500 3 .5 1.500 2L3.500 19.500h2.500";
/// A box that is ticked, one that is not.
pub const CHECK: &str = "M3.500 4.500h5v5h-5zM3.500 17l2 2 3.500-4M13 7h7.500M13 17h7.500";
/// Two marks.
pub const QUOTE: &str =
    "M10 7H6a1 1 0 0 0-1 1v4h5zM10 12c0 3-1.500 4.500-4 5M19 7h-4a1 1 0 0 0-1 1v4h5zM19 12c0 3-1.500 4.500-4 5";
/// Back.
pub const UNDO: &str = "M8 5L3.500 9.500 8 14M4 9.500h10a5.500 5.500 0 0 1 0 11h-3";
/// And again.
pub const REDO: &str = "M16 5l4.500 4.500L16 14M20 9.500H10a5.500 5.500 0 0 0 0 11h3";
/// A glass.
pub const FIND: &str = "M17 10.500a6.500 6.500 0 1 1-13 0 6.500 6.500 0 0 1 13 0zM15.500 15.500l5 5";
/// An open book.
pub const BOOK: &str = "M12 6.500C10 5 7 4.500 3.500 4.500V18c3.500 0 6.500.5 8.500 2 2-1.500 5-2 8.500-2V4.500c-3.500 0-6.500.5-8.500 2zM12 6.500V20";
/// Three dots.
pub const MORE: &str = "M5 12h.01M12 12h.01M19 12h.01";
