//! What style sheets say of left and right: lines may run from the right, so they say start and end.

use super::Source;

/// What is meant so, whichever way lines run: edges of the device, drawings, the middle of the window, and carets, whose places
/// the editor counts from the left. `floor.css` is for browsers that know no other way.
const MEANT: [(&str, &str); 16] = [
    ("css/floor.css", "right: 0"),
    ("css/floor.css", "left: 0"),
    ("css/pages.css", "padding: var(--top) var(--right) var(--bottom) var(--left)"),
    ("css/room/room.css", "padding: var(--top) var(--right) var(--bottom) var(--left)"),
    ("css/room/panel.css", "inset: auto auto calc(92px + var(--bottom)) 50%"),
    ("css/notes/editor.css", "inset: 50% auto auto 50%"),
    ("css/notes/editor.css", "inset: calc(50% - 0.06em) auto auto 50%"),
    ("css/notes/editor.css", "border-width: 0 2px 2px 0"),
    ("css/notes/editor.css", "margin-left: -1px"),
    ("css/notes/editor.css", "left: 0"),
    ("css/notes/editor.css", "left: auto"),
    ("css/notes/editor.css", "right: 0"),
    ("css/notes/editor.css", "border-radius: 5px 5px 5px 0"),
    ("css/notes/editor.css", "border-radius: 0 5px 5px 5px"),
    ("css/notes/editor.css", "border-radius: 5px 5px 0 5px"),
    ("css/notes/editor.css", "border-radius: 5px 0 5px 5px"),
];

/// Lines of a style sheet that say left or right and do not mean it so, and all that was meant so.
pub fn sides(sheet: &Source) -> (Vec<(usize, String)>, Vec<&'static str>) {
    let (mut wrong, mut meant) = (Vec::new(), Vec::new());
    for line in sheet.code() {
        for declaration in line.code.split(['{', '}', ';']).map(str::trim) {
            let Some((property, value)) = declaration.split_once(": ") else { continue };
            if !names_a_side(property, &values(value)) {
                continue;
            }
            let listed = |(path, said): &&(&str, &str)| sheet.path.ends_with(path) && *said == declaration;
            match MEANT.iter().find(listed) {
                Some((_, said)) => meant.push(*said),
                None => wrong.push((line.number, declaration.to_owned())),
            }
        }
    }
    (wrong, meant)
}

/// How many are listed for this style sheet.
pub fn listed(sheet: &Source) -> Vec<&'static str> {
    MEANT.iter().filter(|(path, _)| sheet.path.ends_with(path)).map(|(_, said)| *said).collect()
}

/// Whether this treats left and right differently.
fn names_a_side(property: &str, values: &[String]) -> bool {
    let side = |word: &str| matches!(word, "left" | "right");
    match property {
        _ if property.starts_with("--") => false,
        "text-align" | "float" | "clear" => values.iter().any(|value| side(value)),
        "margin" | "padding" | "inset" | "border-width" | "border-style" | "border-color" => {
            values.len() == 4 && values[1] != values[3]
        }
        "border-radius" => match values {
            [first, second] | [first, second, _] => first != second,
            [first, second, third, fourth] => first != second || third != fourth,
            _ => false,
        },
        _ => property.split('-').any(side),
    }
}

/// The values of a shorthand: what stands in brackets is one.
fn values(value: &str) -> Vec<String> {
    let (mut values, mut depth) = (vec![String::new()], 0);
    for c in value.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        match values.last_mut() {
            Some(last) if depth > 0 || c != ' ' => last.push(c),
            _ => values.push(String::new()),
        }
    }
    values.retain(|value| !value.is_empty());
    values
}

#[test]
fn what_differs_between_left_and_right_is_seen() {
    for (property, value, differs) in [
        ("margin-left", "1px", true),
        ("border-top-right-radius", "1px", true),
        ("margin-inline", "0 1px", false),
        ("--left", "1px", false),
        ("text-align", "right", true),
        ("text-align", "end", false),
        ("padding", "1px 2px 3px", false),
        ("padding", "1px calc(1px + 2px) 3px calc(1px + 2px)", false),
        ("padding", "1px 2px 1px 3px", true),
        ("border-radius", "5px 5px 0 0", false),
        ("border-radius", "5px 0", true),
    ] {
        assert_eq!(names_a_side(property, &values(value)), differs, "{property}: {value}");
    }
}
