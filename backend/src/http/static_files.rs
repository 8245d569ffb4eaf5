//! Static files: embedded into the binary and compressed at build time, or read from a folder while they are worked on.
//!
//! Not `memory-serve`: it decompresses at start and keeps both forms in memory, has one cache policy for all files but
//! the page (worker and manifest have no hash in their names and would be cached for ever, or the rest not at all),
//! and keeps the page's bytes to itself, whose inline scripts the policy has to name.

use super::asset::Asset;
use super::walk::files;
use bytes::Bytes;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// One file as `build.rs` embedded it.
pub struct Embedded {
    /// As it is requested, `/` for the page.
    pub path: &'static str,
    /// Its bytes.
    pub identity: &'static [u8],
    /// Its bytes through brotli (RFC 7932), in release builds, where that is smaller.
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// For crawlers, where the page has no `robots.txt` of its own.
const ROBOTS: &[u8] = b"User-agent: *\nDisallow: /\n";

/// Where files come from.
pub enum StaticFiles {
    /// Out of this binary.
    Embedded(HashMap<&'static str, Asset>),
    /// Out of this folder, read at every request.
    Disk(PathBuf),
}

impl fmt::Debug for StaticFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StaticFiles::Embedded(assets) => write!(f, "Embedded({})", assets.len()),
            StaticFiles::Disk(_) => f.write_str("Disk(…)"),
        }
    }
}

impl StaticFiles {
    /// What `build.rs` found.
    pub fn embedded() -> StaticFiles {
        let asset = |file: &Embedded| {
            let bytes = Bytes::from_static(file.identity);
            (file.path, Asset::new(file.path, bytes, file.brotli.map(Bytes::from_static)))
        };
        StaticFiles::Embedded(FILES.iter().map(asset).collect())
    }

    /// A folder with an `index.html`.
    ///
    /// # Errors
    /// The folder or its page cannot be read.
    pub fn disk(root: &Path) -> io::Result<StaticFiles> {
        let root = root.canonicalize()?;
        fs::read(root.join("index.html"))?;
        Ok(StaticFiles::Disk(root))
    }

    /// A folder, or what `build.rs` found.
    ///
    /// # Errors
    /// The folder or its page cannot be read; or none is named, and this program was built without its page.
    pub fn page_of(root: Option<&Path>) -> Result<StaticFiles, String> {
        match root {
            Some(root) => StaticFiles::disk(root).map_err(|why| format!("{}: {why}", root.display())),
            None if HAS_PAGE => Ok(StaticFiles::embedded()),
            None => Err("this program was built without its page: `make run` builds both, or name a folder with the page by --web-root".to_owned()),
        }
    }

    /// All files with their bytes, by path.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn all(&self) -> io::Result<Vec<(String, Bytes)>> {
        match self {
            StaticFiles::Embedded(assets) => {
                let mut all: Vec<_> =
                    assets.iter().map(|(path, asset)| ((*path).to_owned(), asset.bytes().clone())).collect();
                all.sort();
                Ok(all)
            }
            StaticFiles::Disk(root) => {
                let read = |(path, file): (String, PathBuf)| Ok((path, Bytes::from(fs::read(file)?)));
                files(root)?.into_iter().map(read).collect()
            }
        }
    }

    /// The page's HTML as it is now.
    pub fn page(&self) -> String {
        let page = match self {
            StaticFiles::Embedded(assets) => assets.get("/").map(|page| page.bytes().clone()),
            StaticFiles::Disk(root) => read(root, "/"),
        };
        page.map(|page| String::from_utf8_lossy(&page).into_owned()).unwrap_or_default()
    }

    /// Whether files change while the server runs, so that nothing computed at start holds.
    pub fn is_live(&self) -> bool {
        match self {
            StaticFiles::Embedded(_) => false,
            StaticFiles::Disk(_) => true,
        }
    }

    /// The file at a request's path, which is not decoded: our files have plain names.
    pub async fn find(&self, path: &str) -> Option<Asset> {
        let found = match self {
            StaticFiles::Embedded(assets) => assets.get(path).cloned(),
            StaticFiles::Disk(root) => {
                let (root, wanted) = (root.clone(), path.to_owned());
                let bytes = tokio::task::spawn_blocking(move || read(&root, &wanted)).await.ok()?;
                bytes.map(|bytes| Asset::new(path, bytes, None))
            }
        };
        let robots = || (path == "/robots.txt").then(|| Asset::new(path, Bytes::from_static(ROBOTS), None));
        found.or_else(robots)
    }
}

/// The bytes of the file that is listed under this path.
fn read(root: &Path, path: &str) -> Option<Bytes> {
    let file = files(root).ok()?.into_iter().find(|(listed, _)| listed == path)?;
    fs::read(file.1).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_path_leads_out_of_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("web");
        std::fs::create_dir_all(root.join("sub")).unwrap();
        for (name, text) in
            [("secret.txt", "no"), ("web/index.html", "page"), ("web/.hidden", "no"), ("web/sub/a.js", "yes")]
        {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), root.join("link.txt")).unwrap();
        let site = StaticFiles::disk(&root).unwrap();
        assert_eq!(site.find("/").await.unwrap().bytes(), "page");
        assert_eq!(site.find("/sub/a.js").await.unwrap().bytes(), "yes");
        for path in [
            "/../secret.txt",
            "/sub/../../secret.txt",
            "//etc/passwd",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/link.txt",
            "/.hidden",
            "/sub",
            "/index.html",
            "/sub/./../../secret.txt",
            "/..\\secret.txt",
            "",
        ] {
            assert!(site.find(path).await.is_none(), "{path}");
        }
    }
}
