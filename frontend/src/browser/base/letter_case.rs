//! Lower and upper case (ECMA-262, `String.prototype.toLowerCase`): the browser has the tables of Unicode, which would be a tenth
//! of the lobby's program.

use js_sys::JsString;

/// In lower case.
pub fn lower(text: &str) -> String {
    String::from(JsString::from(text).to_lower_case())
}

/// In upper case.
pub fn upper(text: &str) -> String {
    String::from(JsString::from(text).to_upper_case())
}
