//! Embeds the built page (`target/dist`, or what `PLENUM_DIST` names) into the server, compressed in release builds.

#[path = "src/http/walk.rs"]
mod walk;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=PLENUM_DIST");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/http/walk.rs");
    println!("cargo::rerun-if-changed=src/http/stand-in.html");
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let dist = match env::var_os("PLENUM_DIST") {
        // Named from the top of the project.
        Some(named) => manifest.join("..").join(named),
        None => {
            let usual = manifest.join("../target/dist");
            // Cargo can only watch what exists; an empty folder keeps it from rebuilding every time.
            fs::create_dir_all(&usual)?;
            usual
        }
    };
    println!("cargo::rerun-if-changed={}", dist.display());
    let has_page = dist.join("index.html").is_file();
    let files = match has_page {
        true => walk::files(&dist)?,
        false => vec![("/".to_owned(), manifest.join("src/http/stand-in.html"))],
    };
    let is_page =
        format!("/// Whether these are the page, and not its stand-in.\npub const HAS_PAGE: bool = {has_page};\n");
    fs::write(out.join("embedded.rs"), table(&files, &out)? + &is_page)
}

fn table(files: &[(String, PathBuf)], out: &Path) -> io::Result<String> {
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let mut table = String::from("static FILES: &[Embedded] = &[\n");
    for (number, (path, file)) in files.iter().enumerate() {
        let file = file.canonicalize()?;
        let brotli = match release.then(|| compress(&file, &out.join(format!("{number}.br")))).transpose()?.flatten() {
            Some(compressed) => format!("Some(include_bytes!({compressed:?}))"),
            None => "None".to_owned(),
        };
        let _ = writeln!(table, "Embedded {{ path: {path:?}, identity: include_bytes!({file:?}), brotli: {brotli} }},");
    }
    table.push_str("];\n");
    Ok(table)
}

/// Brotli at its best, if that makes the file smaller.
fn compress(file: &Path, to: &Path) -> io::Result<Option<PathBuf>> {
    let bytes = fs::read(file)?;
    let params =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &params)?;
    if compressed.len() >= bytes.len() {
        return Ok(None);
    }
    fs::write(to, compressed)?;
    Ok(Some(to.to_owned()))
}
