//! SECURITY.md promises nothing that no test holds: each line under "What holds" names tests, and each of them is there.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The lines of the section "What holds": each with everything that is indented below it, as one text.
fn promises(page: &str) -> Vec<String> {
    let section = page.split("\n## ").find(|section| section.starts_with("What holds")).expect("the section is there");
    let lines = section.split("\n- ").skip(1);
    lines
        .map(|line| line.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// File and tests that a promise names: "Held by `file`: one; another. `another file`: a third".
fn holders(promise: &str) -> Vec<(&str, Vec<&str>)> {
    let Some((_, held)) = promise.split_once(" Held by ") else { return Vec::new() };
    let mut parts = held.split('`').skip(1);
    let mut found = Vec::new();
    while let (Some(file), Some(tests)) = (parts.next(), parts.next()) {
        let tests = tests.trim_start_matches(':').trim().trim_end_matches('.');
        // What stands in brackets behind a test explains it.
        let named = tests.split(';').map(|test| test.split(" (").next().unwrap_or_default().trim());
        found.push((file, named.collect()));
    }
    found
}

/// Whether a file has a test of this name.
fn has(file: &str, test: &str) -> bool {
    let file = if file.starts_with("engine/") { format!("frontend/{file}") } else { file.to_owned() };
    let Ok(text) = std::fs::read_to_string(root().join(file)) else { return false };
    let written = text.replace("\\'", "'");
    !test.is_empty() && (written.contains(&format!("fn {test}()")) || written.contains(&format!("test('{test}'")))
}

/// What is wrong with a page.
fn faults(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for promise in promises(page) {
        let holders = holders(&promise);
        if holders.is_empty() {
            faults.push(format!("no test is named: {promise}"));
        }
        for (file, tests) in holders {
            faults.extend(
                tests.iter().filter(|test| !has(file, test)).map(|test| format!("{file} has no test `{test}`")),
            );
        }
    }
    faults
}

#[test]
fn each_line_of_the_security_page_is_held_by_a_test() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    assert!(promises(&page).len() > 20, "{}", promises(&page).len());
    let faults = faults(&page);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_line_that_names_no_test_or_none_that_is_there_is_found() {
    let page = |line: &str| {
        format!("# Page\n\n## What holds\n\nEach line.\n\n### Part\n\n- {line}\n\n## What remains\n\n- **Names.**\n")
    };
    let right = "**This holds.** Held by `engine/tests/security.rs`: each_line_of_the_security_page_is_held_by_a_test.";
    assert_eq!(faults(&page(right)), [""; 0]);
    for wrong in [
        "**Nothing holds this.**",
        "**No such test.** Held by `engine/tests/security.rs`: each_line.",
        "**No such file.** Held by `engine/tests/insecurity.rs`: each_line_of_the_security_page_is_held_by_a_test.",
        "**One of two.** Held by `engine/tests/security.rs`: each_line_of_the_security_page_is_held_by_a_test; another.",
        "**Empty.** Held by `engine/tests/security.rs`: .",
    ] {
        assert_eq!(faults(&page(wrong)).len(), 1, "{wrong}");
    }
}
