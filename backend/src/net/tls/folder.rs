//! The folder in which keys and certificates are kept that Plenum gets or makes by itself; nobody else reads them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Larger than any chain with its key, bytes.
const LARGEST: u64 = 256 * 1024;

/// A folder that is there and can be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it, if it is not there.
    ///
    /// # Errors
    /// It cannot be made, or nothing can be written to it.
    pub fn open(path: &Path) -> io::Result<Folder> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(path)?;
        let folder = Folder(path.to_owned());
        folder.write("try", b"")?;
        fs::remove_file(folder.0.join("try"))?;
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What is in a file; nothing if there is none.
    ///
    /// # Errors
    /// There is one that cannot be read.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let path = self.0.join(name);
        match fs::metadata(&path) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(why),
            Ok(about) if about.len() > LARGEST => Err(io::ErrorKind::FileTooLarge.into()),
            Ok(_) => fs::read(path).map(Some),
        }
    }

    /// Puts it into a file, or leaves what was there.
    // Invariant: whoever reads finds the old bytes or the new ones, also after a power cut, and never half of them.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (path, beside) = (self.0.join(name), self.0.join(format!("{name}.new")));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        File::open(&self.0)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_for_nobody_else_and_replaced_as_a_whole() {
        use std::os::unix::fs::PermissionsExt;
        let outer = tempfile::tempdir().unwrap();
        let folder = Folder::open(&outer.path().join("a/b")).unwrap();
        assert_eq!(folder.read("key").unwrap(), None);
        for bytes in [&b"first, and longer"[..], b"second"] {
            folder.write("key", bytes).unwrap();
            assert_eq!(folder.read("key").unwrap().unwrap(), bytes);
        }
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(folder.path()), mode(&folder.path().join("key"))), (0o700, 0o600));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
        fs::write(folder.path().join("large"), vec![0; 300_000]).unwrap();
        assert!(folder.read("large").is_err());
    }

    #[test]
    fn a_file_in_its_place_is_no_folder() {
        let outer = tempfile::tempdir().unwrap();
        let file = outer.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(Folder::open(&file).is_err());
    }
}
