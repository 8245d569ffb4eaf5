//! How good each connection is: reports, history and grades.

pub(crate) mod grade;
pub(crate) mod history;
pub(crate) mod link_report;
