//! What a person does with the Plan B note.

use super::Text;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanBIntent {
    /// Writes it anew for everybody; nothing but white space takes it away. What is beyond its bounds is cut off.
    Write(Text),
}
