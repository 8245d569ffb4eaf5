//! The page and its files: embedded and precompressed, or from a directory while they are worked on.

use axum::http::HeaderValue;
use bytes::Bytes;
use plenum_shared::bytes::encode;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// One file as `build.rs` embedded it.
pub struct Embedded {
    /// As it is asked for, `/` for the page.
    pub path: &'static str,
    /// Its bytes.
    pub identity: &'static [u8],
    /// Its bytes through brotli (RFC 7932), in release builds, where that is smaller.
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Said to crawlers when the page has no `robots.txt` of its own.
const ROBOTS: &[u8] = b"User-agent: *\nDisallow: /\n";

/// One file, ready to be sent.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Media type.
    pub mime: &'static str,
    /// How long it may be kept.
    pub cache: &'static str,
    /// Changes with the bytes; quoted.
    pub etag: HeaderValue,
    /// The same for the compressed form.
    pub brotli_etag: HeaderValue,
    /// The bytes.
    pub identity: Bytes,
    /// The bytes through brotli.
    pub brotli: Option<Bytes>,
}

/// Where files come from.
pub enum StaticFiles {
    /// Out of this binary.
    Embedded(HashMap<&'static str, Asset>),
    /// Out of this directory, read at every request; the path is canonical.
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
        let mut assets: HashMap<_, _> = FILES.iter().map(asset).collect();
        let robots = "/robots.txt";
        assets.entry(robots).or_insert_with(|| Asset::new(robots, Bytes::from_static(ROBOTS), None));
        StaticFiles::Embedded(assets)
    }

    /// A directory with an `index.html`.
    ///
    /// # Errors
    /// The directory or its page cannot be read.
    pub fn disk(root: &Path) -> std::io::Result<StaticFiles> {
        let root = root.canonicalize()?;
        std::fs::read(root.join("index.html"))?;
        Ok(StaticFiles::Disk(root))
    }

    /// The page's HTML as it is now.
    pub fn page(&self) -> String {
        match self {
            StaticFiles::Embedded(assets) => assets.get("/").map(|page| text(&page.identity).into_owned()),
            StaticFiles::Disk(root) => std::fs::read(root.join("index.html")).ok().map(|page| text(&page).into_owned()),
        }
        .unwrap_or_default()
    }

    /// Whether files change under us, so that nothing said about them at start holds.
    pub fn is_live(&self) -> bool {
        match self {
            StaticFiles::Embedded(_) => false,
            StaticFiles::Disk(_) => true,
        }
    }

    /// The file at a request's path, which is not decoded: our files have plain names.
    pub async fn find(&self, path: &str) -> Option<Asset> {
        match self {
            StaticFiles::Embedded(assets) => assets.get(path).cloned(),
            StaticFiles::Disk(root) => {
                let file = resolve(root, path).await;
                match (file, path) {
                    (Some(file), _) => Some(Asset::new(path, tokio::fs::read(file).await.ok()?.into(), None)),
                    (None, "/robots.txt") => Some(Asset::new(path, Bytes::from_static(ROBOTS), None)),
                    (None, _) => None,
                }
            }
        }
    }
}

/// The file below `root` that `path` names.
// Invariant: neither `..`, nor an absolute path, nor a symbolic link leads out of the root; hidden files stay hidden.
async fn resolve(root: &Path, path: &str) -> Option<PathBuf> {
    let relative = match path.strip_prefix('/')? {
        "" => Path::new("index.html"),
        "index.html" => return None,
        plain => Path::new(plain),
    };
    let plain = |part: Component<'_>| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => false,
    };
    if !relative.components().all(plain) || path.contains(['\\', '\0', '%']) {
        return None;
    }
    let file = tokio::fs::canonicalize(root.join(relative)).await.ok()?;
    let is_file = tokio::fs::metadata(&file).await.ok()?.is_file();
    (is_file && file.starts_with(root)).then_some(file)
}

impl Asset {
    /// What is sent for these bytes under this path.
    pub fn new(path: &str, identity: Bytes, brotli: Option<Bytes>) -> Asset {
        let tag = encode(&Sha256::digest(&identity)[..12]);
        let etag = |quoted: String| HeaderValue::try_from(quoted).unwrap_or(HeaderValue::from_static("\"\""));
        Asset {
            mime: mime(path),
            cache: cache(path),
            etag: etag(format!("\"{tag}\"")),
            brotli_etag: etag(format!("\"{tag}-br\"")),
            identity,
            brotli,
        }
    }
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "" | "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A file whose name carries the hash of its bytes never changes; everything else may with the next start.
fn cache(path: &str) -> &'static str {
    // Only the name itself counts: wasm-bindgen's folders carry hashes of other things.
    let name = path.rsplit('/').next().unwrap_or_default();
    match name.split(['-', '_', '.']).any(is_hash) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    }
}

/// Trunk writes 16 hex digits, fewer where they begin with zeros, of a file's hash into its name: `plenum-0123456789abcdef_bg.wasm`.
fn is_hash(part: &str) -> bool {
    (12..=64).contains(&part.len()) && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_its_hash_is_kept() {
        assert!(cache("/plenum-0123456789abcdef_bg.wasm").ends_with("immutable"));
        assert!(cache("/plenum-8bec57b204728a2.css").ends_with("immutable"), "a hash that begins with a zero");
        let unhashed =
            ["/", "/manifest.webmanifest", "/worker.js", "/robots.txt", "/snippets/plenum-0123456789abcdef/inline0.js"];
        for path in unhashed {
            assert_eq!(cache(path), "no-cache", "{path}");
        }
    }

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
        assert_eq!(site.find("/").await.unwrap().identity, "page");
        assert_eq!(site.find("/sub/a.js").await.unwrap().identity, "yes");
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
