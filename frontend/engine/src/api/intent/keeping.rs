//! What a person wants of what stays of meetings on this device.

use crate::api::storage::CopyName;

/// One act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepingIntent {
    /// Show me what is stored.
    Look,
    /// Forget this meeting: delete what is stored of it, and store nothing more of it in this tab.
    Forget,
    /// Keep this meeting after all.
    Keep,
    /// Delete what is stored of another one.
    ForgetOther(CopyName),
    /// Delete what is stored of all; this one is not kept any more either.
    ForgetAll,
}
