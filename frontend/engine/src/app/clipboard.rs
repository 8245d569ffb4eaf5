//! Clipboard: what is on its way into the clipboard, and what the person is told when it is there or is not.

use crate::api::view::NoticeKind;
use crate::base::ids::OpId;

/// What is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The link of the meeting.
    Link,
    /// The debug log.
    Log,
    /// What is wrong, for whoever helps.
    Report,
}

/// At most one thing at a time; of two the later one is told of.
#[derive(Default)]
pub struct Clipboard(Option<(OpId, What)>);

impl Clipboard {
    /// Something is on its way.
    pub fn begin(&mut self, op: OpId, what: What) {
        self.0 = Some((op, what));
    }

    /// A promise was kept or broken; what there is to tell if it was ours.
    pub fn end(&mut self, op: OpId, kept: bool) -> Option<NoticeKind> {
        let (_, what) = self.0.take_if(|(ours, _)| *ours == op)?;
        Some(match (what, kept) {
            (What::Link, true) => NoticeKind::LinkCopied,
            (What::Link, false) => NoticeKind::LinkNotCopied,
            (What::Log, true) => NoticeKind::LogCopied,
            (What::Log, false) => NoticeKind::LogNotCopied,
            (What::Report, true) => NoticeKind::ReportCopied,
            (What::Report, false) => NoticeKind::ReportNotCopied,
        })
    }
}
