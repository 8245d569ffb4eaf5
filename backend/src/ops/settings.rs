//! Settings: what was said of each key on the command line, in the environment and in the file, and which of it counts.

use super::command_line::CommandLine;
use super::file;
use super::refused::{Place, Refused, variable};
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, CommandFactory};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that is read where none is named, if it is there.
pub const USUAL_FILE: &str = "/etc/plenum.toml";
/// `PLENUM_*` variables of the build and the tests, which are no settings.
const OTHERS: [&str; 12] = [
    "CHROMIUM",
    "DIST",
    "ESBUILD",
    "FIREFOX",
    "FIRST",
    "HISTORIES",
    "PACKETS",
    "SEED",
    "SEEDS",
    "SEQUENCE",
    "SEQUENCES",
    "URL",
];

/// One thing that can be set, as `plenum serve` takes it.
#[derive(Clone, Debug)]
pub struct Key {
    /// The long flag, and the name in the file.
    pub name: String,
    /// Whether there may be several values.
    pub is_list: bool,
    /// Everything but the name of the file itself.
    pub is_in_files: bool,
}

/// What was said of a key, and where.
#[derive(Clone, Debug)]
pub struct Said {
    /// One text, or several of a list.
    pub texts: Vec<String>,
    /// Where it counts from.
    pub place: Place,
}

/// Everything that was said, the strongest place first: flag, variable, file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    said: BTreeMap<String, Said>,
    /// The file that was read.
    pub file: Option<PathBuf>,
}

/// The two ways to say a secret, of which each place may use one.
fn rivals(key: &str) -> [String; 2] {
    let secret = key.trim_end_matches("-file");
    [secret.to_owned(), format!("{secret}-file")]
}

impl Settings {
    /// Of this process: its flags and variables as clap read them, and the file they name or the usual one.
    ///
    /// # Errors
    /// A file that cannot be read, and keys nobody knows.
    pub fn gather(matches: &ArgMatches) -> Result<Settings, Refused> {
        let variables =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Settings::of(matches, variables, Path::new(USUAL_FILE))
    }

    fn of(
        matches: &ArgMatches,
        variables: impl Iterator<Item = (String, String)>,
        usual: &Path,
    ) -> Result<Settings, Refused> {
        let keys = keys();
        known_variables(variables, &keys)?;
        let mut said = BTreeMap::new();
        for (source, place) in [(ValueSource::CommandLine, Place::Flag), (ValueSource::EnvVariable, Place::Variable)] {
            let layer = keys.iter().filter_map(|key| {
                let id = key.name.replace('-', "_");
                let values = (matches.value_source(&id) == Some(source)).then(|| matches.get_many::<String>(&id))??;
                Some((key.name.clone(), Said { texts: values.cloned().collect(), place: place.clone() }))
            });
            add(&mut said, layer.collect())?;
        }
        let path = match said.remove("config") {
            Some(Said { texts, .. }) => texts.first().map(|text| PathBuf::from(text.trim())),
            None => usual.try_exists().is_ok_and(|there| there).then(|| usual.to_owned()),
        };
        if let Some(path) = &path {
            add(&mut said, file::read(path, &keys)?)?;
        }
        Ok(Settings { said, file: path })
    }

    /// The texts of a list, trimmed, with the place; blank ones are not there.
    pub fn list(&self, key: &'static str) -> Vec<(String, Place)> {
        let texts = self.said.get(key).into_iter().flat_map(|said| said.texts.iter().map(|text| (text, &said.place)));
        let trimmed = texts.map(|(text, place)| (text.trim().to_owned(), place.clone()));
        trimmed.filter(|(text, _)| !text.is_empty()).collect()
    }

    /// The text of a key, trimmed; a blank one is not there.
    pub fn text(&self, key: &'static str) -> Option<(String, Place)> {
        self.list(key).into_iter().next()
    }

    /// Reads the value of a key.
    ///
    /// # Errors
    /// Key, place, and what `read` has to say.
    pub fn read<T, E: std::fmt::Display>(
        &self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Refused> {
        let value = self.text(key);
        value.map(|(text, place)| read(&text).map_err(|why| Refused::about(key, Some(&text), &place, why))).transpose()
    }

    /// Reads all values of a list.
    ///
    /// # Errors
    /// Key, place, and what `read` has to say of the first that is wrong.
    pub fn read_list<T, E: std::fmt::Display>(
        &self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, Refused> {
        let one =
            |(text, place): (String, Place)| read(&text).map_err(|why| Refused::about(key, Some(&text), &place, why));
        self.list(key).into_iter().map(one).collect()
    }

    /// How many keys were said in a place of this kind, for people to recognise.
    pub fn count(&self, is_there: impl Fn(&Place) -> bool) -> usize {
        self.said.values().filter(|said| is_there(&said.place)).count()
    }
}

/// Adds a weaker layer: a key that is there already stays, and so does a secret that was said the other way.
fn add(said: &mut BTreeMap<String, Said>, layer: BTreeMap<String, Said>) -> Result<(), Refused> {
    let is_secret = |key: &str| rivals(key)[0].ends_with("-secret");
    for (key, value) in &layer {
        let [secret, file] = rivals(key);
        if is_secret(key) && layer.contains_key(&secret) && layer.contains_key(&file) {
            let why = format!("{secret} and {file} are both said here; say one of them");
            return Err(Refused::about(key, None, &value.place, why));
        }
    }
    for (key, value) in layer {
        let is_said = match is_secret(&key) {
            true => rivals(&key).iter().any(|rival| said.contains_key(rival)),
            false => said.contains_key(&key),
        };
        if !is_said {
            said.insert(key, value);
        }
    }
    Ok(())
}

/// Everything `plenum serve` takes.
pub fn keys() -> Vec<Key> {
    let all = CommandLine::command();
    let serve = all.find_subcommand("serve").into_iter().flat_map(clap::Command::get_arguments);
    let key = |argument: &clap::Arg| {
        let name = argument.get_long().filter(|_| argument.get_env().is_some())?.to_owned();
        let is_in_files = name != "config";
        Some(Key { is_list: matches!(argument.get_action(), ArgAction::Append), is_in_files, name })
    };
    serve.filter_map(key).collect()
}

/// A `PLENUM_*` variable that nobody reads is a slip of whoever set it.
fn known_variables(variables: impl Iterator<Item = (String, String)>, keys: &[Key]) -> Result<(), Refused> {
    for (name, value) in variables {
        let Some(rest) = name.strip_prefix("PLENUM_") else { continue };
        let is_key = keys.iter().any(|key| variable(&key.name) == name);
        // Kubernetes tells every container of a service called plenum.
        let is_injected = rest == "PORT" || rest.starts_with("PORT_") || rest.starts_with("SERVICE_");
        if is_key || is_injected || OTHERS.contains(&rest) || value.trim().is_empty() {
            continue;
        }
        let all: Vec<String> = keys.iter().map(|key| variable(&key.name)).collect();
        return Err(Refused::at(&name, format!("there is no such variable; there are {}", all.join(", "))));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::command_line::parse;
    use std::ffi::OsString;

    /// Which text of `room-size` counts, and where it was said.
    fn counts(flag: Option<&str>, file: &str) -> Result<Option<(String, Place)>, Refused> {
        let folder = tempfile::tempdir().unwrap();
        let usual = folder.path().join("usual.toml");
        std::fs::write(&usual, file).unwrap();
        let said = flag.map(|value| format!("--room-size={value}"));
        let matches = parse(["plenum".into()].into_iter().chain(said.map(OsString::from))).unwrap();
        let settings = Settings::of(matches.subcommand().unwrap().1, std::iter::empty(), &usual)?;
        Ok(settings.text("room-size"))
    }

    #[test]
    fn the_usual_file_counts_where_nothing_stronger_is_said() {
        assert_eq!(counts(None, "").unwrap(), None);
        let (text, place) = counts(None, "# a host\n\nroom-size = 12\n").unwrap().unwrap();
        assert_eq!(text, "12");
        assert!(matches!(place, Place::File(_, 3)), "{place:?}");
        assert_eq!(counts(Some("20"), "room-size = 12").unwrap(), Some(("20".into(), Place::Flag)));
        assert_eq!(counts(Some(" "), "").unwrap(), None, "blanks are nothing");
    }

    #[test]
    fn a_file_that_is_not_understood_is_explained_with_its_line() {
        let why = |file: &str| counts(None, file).unwrap_err().to_string();
        for (file, line, hint) in [
            ("\nroomsize = 3", "line 2: roomsize", "written room-size"),
            ("Room_Size = 3", "line 1: Room_Size", "written room-size"),
            ("colour = 'red'", "line 1: colour", "there are listen, origin"),
            ("config = '/other'", "line 1: config", "no such option"),
            ("[limits]\nroom-size = 3", "line 1: limits", "no such option"),
            ("room-size = true", "line 1: room-size", "one number is expected"),
            ("room-size = [3]", "line 1: room-size", "one number is expected"),
            ("room-size = 0x10", "line 1: room-size", "one number is expected"),
            ("origin = [1, [2]]", "line 1: origin", "a list of such texts"),
            ("\n\nroom-size = ", "line 3", "no TOML"),
            ("room-size = 3\nroom-size = 4", "line 2", "no TOML"),
            ("turn-secret = 'a'\nturn-secret-file = '/b'", "turn-secret", "say one of them"),
        ] {
            let why = why(file);
            assert!(why.contains(line) && why.contains(hint) && why.contains("usual.toml"), "{file}: {why}");
        }
    }

    #[test]
    fn variables_that_nobody_reads_are_slips() {
        let known = |name: &str, value: &str| {
            known_variables([(name.to_owned(), value.to_owned())].into_iter(), &keys()).map_err(|why| why.to_string())
        };
        let fine = [
            "HOME",
            "PLENUM_ROOM_SIZE",
            "PLENUM_TURN_SECRET",
            "PLENUM_URL",
            "PLENUM_PORT_8080_TCP",
            "PLENUM_SERVICE_HOST",
        ];
        for name in fine {
            assert_eq!(known(name, "3"), Ok(()), "{name}");
        }
        assert_eq!(known("PLENUM_ROOMSIZE", " "), Ok(()), "set to nothing is not set");
        let why = known("PLENUM_ROOMSIZE", "3").unwrap_err();
        assert!(why.starts_with("PLENUM_ROOMSIZE: ") && why.contains("PLENUM_ROOM_SIZE"), "{why}");
    }

    #[test]
    fn a_secret_said_one_way_outweighs_the_other_way_of_a_weaker_place() {
        let folder = tempfile::tempdir().unwrap();
        let usual = folder.path().join("usual.toml");
        std::fs::write(&usual, "turn-secret = 'weak'").unwrap();
        let matches = parse(["plenum", "--turn-secret-file", "/strong"].map(OsString::from)).unwrap();
        let settings = Settings::of(matches.subcommand().unwrap().1, std::iter::empty(), &usual).unwrap();
        assert_eq!(settings.text("turn-secret"), None);
        assert_eq!(settings.text("turn-secret-file"), Some(("/strong".into(), Place::Flag)));
    }
}
