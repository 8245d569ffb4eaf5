//! The files below a folder, by the path they are requested under: for the build script and for `--web-root` alike.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// All files below `folder`, sorted by path; the page is at `/`.
///
/// # Errors
/// The folder cannot be read.
// Invariant: hidden files and symbolic links are not listed. A request is looked up in this list and never joined to a
// path, so that none leads out of the folder.
pub fn files(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        // What vanishes while it is read is not there.
        for entry in fs::read_dir(folder)?.flatten() {
            let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else { continue };
            let path = format!("{prefix}/{name}");
            if name.starts_with('.') {
                continue;
            } else if kind.is_dir() {
                folders.push((path, entry.path()));
            } else if kind.is_file() {
                found.push((if path == "/index.html" { "/".to_owned() } else { path }, entry.path()));
            }
        }
    }
    found.sort();
    Ok(found)
}
