//! The options of an operator: command line, `PLENUM_*` variables, TOML file, in this order of precedence.

use crate::base::limits::Limits;
use crate::ice::servers::{BadIceServers, IceServers};
use crate::net::origin::Origin;
use crate::ops::config::Config;
use clap::builder::Resettable;
use clap::{CommandFactory, FromArgMatches, Parser};
use ipnet::IpNet;
use serde::Deserialize;
use std::ffi::OsStr;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// UDP port of STUN (RFC 8489 §18.6).
const STUN_PORT: u16 = 3478;
/// Where to listen when nothing is said: everywhere, IPv4 and IPv6.
const LISTEN: &str = "[::]:8080";

/// Plenum: group meetings in the browser. Serves the page and introduces people to each other.
#[derive(Parser, Clone, Debug, Default, Deserialize)]
#[command(name = "plenum", version)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Options {
    /// A TOML file with any of the options below, by their long names.
    #[arg(long, env = "PLENUM_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Where to listen; [::]:8080 (all addresses, IPv4 too) unless said otherwise.
    #[arg(long, env = "PLENUM_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// The address people open, like https://meet.example; may be given more than once.
    #[arg(long, env = "PLENUM_ORIGIN", value_name = "URL", value_delimiter = ',')]
    pub origin: Vec<String>,
    /// Serve the page from this folder instead of the built-in one, for working on it.
    #[arg(long, env = "PLENUM_WEB_ROOT", value_name = "DIR")]
    pub web_root: Option<PathBuf>,
    /// How many people fit into one room; 50 unless said otherwise.
    #[arg(long, env = "PLENUM_ROOM_SIZE", value_name = "PEOPLE")]
    pub room_size: Option<u16>,
    /// STUN and TURN servers, in the format of Galène's ice-servers.json.
    #[arg(long, env = "PLENUM_ICE_SERVERS", value_name = "FILE")]
    pub ice_servers: Option<PathBuf>,
    /// UDP port on which to answer STUN; 3478 unless said otherwise, 0 for none.
    #[arg(long, env = "PLENUM_STUN_PORT", value_name = "PORT")]
    pub stun_port: Option<u16>,
    /// Network of a proxy whose X-Forwarded-For is to be believed; may be given more than once.
    #[arg(long, env = "PLENUM_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxy: Vec<String>,
    /// Site that may show the page inside its own pages; may be given more than once, nobody may unless said.
    #[arg(long, env = "PLENUM_FRAME_ANCESTORS", value_name = "URL", value_delimiter = ',')]
    pub frame_ancestors: Vec<String>,
    /// How many sockets one address may hold; 64 unless said otherwise.
    #[arg(long, env = "PLENUM_SOCKETS_PER_ADDRESS", value_name = "SOCKETS")]
    pub sockets_per_address: Option<usize>,
    /// How much to say on standard error: off, error, warn, info, debug or trace.
    #[arg(long, env = "PLENUM_LOG", value_name = "LEVEL")]
    pub log: Option<String>,
}

/// What is wrong with the options.
#[derive(Debug)]
pub enum BadOptions {
    /// A file cannot be read.
    File(PathBuf, std::io::Error),
    /// The TOML file is none, or has options there are not.
    Toml(PathBuf, Box<toml::de::Error>),
    /// The file of `--ice-servers`.
    IceServers(PathBuf, BadIceServers),
    /// Option, value, what is expected.
    Value(&'static str, String, String),
}

impl fmt::Display for BadOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadOptions::File(path, why) => write!(f, "cannot read {}: {why}", path.display()),
            BadOptions::Toml(path, why) => write!(f, "{}: {why}", path.display()),
            BadOptions::IceServers(path, why) => write!(f, "{}: {why}", path.display()),
            BadOptions::Value(option, value, why) => write!(f, "--{option} {value}: {why}"),
        }
    }
}

impl std::error::Error for BadOptions {}

impl Options {
    /// What the command line and the environment say. A variable that is set to nothing is as if it were not set.
    /// Explains itself and ends the process where that makes no sense.
    pub fn of_this_process() -> Options {
        let is_blank = |variable: &OsStr| {
            std::env::var_os(variable).is_some_and(|value| value.to_str().is_some_and(|text| text.trim().is_empty()))
        };
        let command = Options::command().mut_args(|argument| match argument.get_env().is_some_and(is_blank) {
            true => argument.env(Resettable::Reset),
            false => argument,
        });
        Options::from_arg_matches(&command.get_matches()).unwrap_or_else(|why| why.exit())
    }

    /// Adds what the TOML file says wherever nothing was said before.
    ///
    /// # Errors
    /// What to change in the file.
    pub fn with_file(self) -> Result<Options, BadOptions> {
        let options = self.trimmed();
        let Some(path) = options.config.clone() else { return Ok(options) };
        let text = std::fs::read_to_string(&path).map_err(|why| BadOptions::File(path.clone(), why))?;
        let file: Options = toml::from_str(&text).map_err(|why| BadOptions::Toml(path, Box::new(why)))?;
        Ok(options.or(file.trimmed()))
    }

    fn or(self, other: Options) -> Options {
        let list = |ours: Vec<String>, theirs: Vec<String>| if ours.is_empty() { theirs } else { ours };
        Options {
            config: self.config,
            listen: self.listen.or(other.listen),
            origin: list(self.origin, other.origin),
            web_root: self.web_root.or(other.web_root),
            room_size: self.room_size.or(other.room_size),
            ice_servers: self.ice_servers.or(other.ice_servers),
            stun_port: self.stun_port.or(other.stun_port),
            trusted_proxy: list(self.trusted_proxy, other.trusted_proxy),
            frame_ancestors: list(self.frame_ancestors, other.frame_ancestors),
            sockets_per_address: self.sockets_per_address.or(other.sockets_per_address),
            log: self.log.or(other.log),
        }
    }

    /// Takes the blanks off every text and leaves out what is empty: a variable set to nothing says nothing.
    fn trimmed(self) -> Options {
        let path = |path: Option<PathBuf>| path.filter(|path| !path.as_os_str().is_empty());
        let list = |texts: Vec<String>| {
            texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
        };
        Options {
            config: path(self.config),
            web_root: path(self.web_root),
            ice_servers: path(self.ice_servers),
            origin: list(self.origin),
            trusted_proxy: list(self.trusted_proxy),
            frame_ancestors: list(self.frame_ancestors),
            log: self.log.map(|level| level.trim().to_owned()).filter(|level| !level.is_empty()),
            ..self
        }
    }

    /// Where to listen, and whether that is our own choice, which may be given up where there is no IPv6.
    pub fn listen(&self) -> (SocketAddr, bool) {
        let everywhere = || LISTEN.parse().unwrap_or(SocketAddr::from(([0, 0, 0, 0], 8080)));
        (self.listen.unwrap_or_else(everywhere), self.listen.is_none())
    }

    /// Checks everything and reads the files named.
    ///
    /// # Errors
    /// What to change.
    pub fn into_config(self) -> Result<Config, BadOptions> {
        let defaults = Limits::default();
        if self.sockets_per_address == Some(0) {
            let why = "nobody could come in; 64 is usual, and an office behind one address needs 30".to_owned();
            return Err(BadOptions::Value("sockets-per-address", "0".to_owned(), why));
        }
        let ice_servers = match self.ice_servers {
            Some(path) => {
                let text = std::fs::read_to_string(&path).map_err(|why| BadOptions::File(path.clone(), why))?;
                IceServers::read(&text).map_err(|why| BadOptions::IceServers(path, why))?
            }
            None => IceServers::default(),
        };
        Ok(Config {
            origins: each("origin", self.origin, |text| text.trim_end_matches('/').parse::<Origin>())?,
            web_root: self.web_root,
            trusted_proxies: each("trusted-proxy", self.trusted_proxy, network)?,
            ice_servers,
            stun_port: Some(self.stun_port.unwrap_or(STUN_PORT)).filter(|port| *port != 0),
            frame_ancestors: each("frame-ancestors", self.frame_ancestors, embedder)?,
            limits: Limits {
                room_size: self.room_size.unwrap_or(defaults.room_size),
                sockets_per_address: self.sockets_per_address.unwrap_or(defaults.sockets_per_address),
                ..defaults
            },
        })
    }
}

fn each<T, E: fmt::Display>(
    option: &'static str,
    texts: Vec<String>,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<Vec<T>, BadOptions> {
    let one = |text: String| read(&text).map_err(|why| BadOptions::Value(option, text.clone(), why.to_string()));
    texts.into_iter().map(one).collect()
}

/// A network, or a single address.
fn network(text: &str) -> Result<IpNet, &'static str> {
    let single = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    text.parse::<IpNet>().or_else(|_| single()).map_err(|_| "a network is written like 10.0.0.0/8 or ::1")
}

/// An origin or `'self'`; anything else could say more than it seems in the policy's line.
fn embedder(text: &str) -> Result<String, crate::net::origin::NotAnOrigin> {
    match text {
        "'self'" => Ok(text.to_owned()),
        url => url.trim_end_matches('/').parse::<Origin>().map(|_| url.trim_end_matches('/').to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Options {
        Options::try_parse_from(["plenum"].iter().chain(arguments)).unwrap()
    }

    #[test]
    fn the_command_line_outweighs_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plenum.toml");
        std::fs::write(&file, "room-size = 12\nstun-port = 0\norigin = [\"https://meet.example/\"]\n").unwrap();
        let options = parse(&["--config", file.to_str().unwrap(), "--room-size", "20"]).with_file().unwrap();
        let config = options.into_config().unwrap();
        assert_eq!(config.limits.room_size, 20);
        assert_eq!(config.stun_port, None);
        assert_eq!(config.origins[0].socket(), "wss://meet.example");
    }

    #[test]
    fn lists_are_trimmed_and_nothing_is_nothing() {
        let told = ["--origin", " https://a.example , https://b.example/ ,", "--trusted-proxy", ""];
        let config = parse(&told).with_file().unwrap().into_config().unwrap();
        let origins: Vec<_> = config.origins.iter().map(Origin::socket).collect();
        assert_eq!(origins, ["wss://a.example", "wss://b.example"]);
        assert!(config.trusted_proxies.is_empty());
    }

    #[test]
    fn a_mistake_is_explained() {
        let why = |arguments: &[&str]| parse(arguments).into_config().map(drop).unwrap_err().to_string();
        assert!(why(&["--origin", "meet.example"]).contains("https://meet.example"));
        assert!(why(&["--sockets-per-address", "0"]).contains("nobody could come in"));
        assert!(why(&["--trusted-proxy", "10.0.0.0/99"]).contains("10.0.0.0/8"));
        assert!(why(&["--frame-ancestors", "*; script-src *"]).contains("--frame-ancestors"));
        assert!(why(&["--ice-servers", "/nonexistent.json"]).contains("/nonexistent.json"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plenum.toml");
        std::fs::write(&file, "roomsize = 12").unwrap();
        let why = parse(&["--config", file.to_str().unwrap()]).with_file().map(drop).unwrap_err().to_string();
        assert!(why.contains("roomsize"), "{why}");
    }
}
