//! From settings to a start: reads every value, the files it names, and refuses what is unsafe together.

use super::config::Config;
use super::host_file;
use super::ice;
use super::log::{self, LogFormat};
use super::metrics;
use super::refused::Refused;
use super::relay;
use super::security_txt;
use super::settings::Settings;
use super::tls;
use crate::base::limits::{LARGEST_ROOM, Limits, SOCKETS};
use crate::net::origin::{NotAnOrigin, Origin};
use ipnet::IpNet;
use std::net::{Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use tracing::level_filters::LevelFilter;

/// Port of STUN and TURN (RFC 8489 §18.6).
const STUN_PORT: u16 = 3478;
/// Where to listen when nothing is said: everywhere, IPv4 and IPv6.
const PORT: u16 = 8080;
/// Everything that `serve` needs.
#[derive(Clone, Debug)]
pub struct Start {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether that is our own choice, which may be given up where there is no IPv6.
    pub is_listen_ours: bool,
    /// How much to log.
    pub log: LevelFilter,
    /// How lines of the log are written.
    pub log_format: LogFormat,
    /// Where metrics are told, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// What to serve.
    pub config: Config,
}

impl Start {
    /// Reads and checks everything.
    ///
    /// # Errors
    /// Key, place and what to change.
    pub fn of(settings: &Settings) -> Result<Start, Refused> {
        let listen = settings.read("listen", |text| {
            text.parse::<SocketAddr>()
                .map_err(|_| "an address and a port are expected, like 127.0.0.1:8080 or [::]:8080")
        })?;
        let log = settings.read("log", |text| {
            text.parse::<LevelFilter>().map_err(|_| "choose off, error, warn, info, debug or trace")
        })?;
        let ice_servers = ice::servers(settings)?;
        let tls = tls::tls(settings)?;
        let stun_port = Some(settings.read("stun-port", port)?.unwrap_or(STUN_PORT)).filter(|port| *port != 0);
        let config = Config {
            http_redirect: tls::http_redirect(settings, tls.as_ref())?,
            tls,
            origins: settings.read_list("origin", public_origin)?,
            web_root: settings.read("web-root", folder)?,
            trusted_proxies: settings.read_list("trusted-proxy", network)?,
            relay: relay::relay(settings, stun_port, &ice_servers)?,
            ice_servers,
            stun_port,
            frame_ancestors: settings.read_list("frame-ancestors", embedder)?,
            host: host_file::host(settings)?,
            security_txt: security_txt::security_txt(settings)?,
            limits: limits(settings)?,
        };
        Ok(Start {
            listen: listen.unwrap_or((Ipv6Addr::UNSPECIFIED, tls::usual_port(&config).unwrap_or(PORT)).into()),
            is_listen_ours: listen.is_none(),
            log: log.unwrap_or(LevelFilter::INFO),
            log_format: settings.read("log-format", log::format)?.unwrap_or_default(),
            metrics: settings.read("metrics-listen", metrics::local)?,
            config,
        })
    }
}

fn limits(settings: &Settings) -> Result<Limits, Refused> {
    let defaults = Limits::default();
    let room_size = settings.read("room-size", |text| {
        let size = whole::<u16>(text)?;
        match (2..=LARGEST_ROOM).contains(&size) {
            true => Ok(size),
            false => Err(format!("a room has between 2 and {LARGEST_ROOM} people; 50 is usual")),
        }
    })?;
    let sockets_per_address = settings.read("sockets-per-address", |text| match whole::<usize>(text)? {
        0 => Err("nobody could come in; 64 is usual, and an office behind one address needs 30".to_owned()),
        many if many > SOCKETS => Err(format!("there are {SOCKETS} in all, which one address could take then")),
        some => Ok(some),
    })?;
    Ok(Limits {
        room_size: room_size.unwrap_or(defaults.room_size),
        sockets_per_address: sockets_per_address.unwrap_or(defaults.sockets_per_address),
        turn: relay::limits(settings, defaults.turn)?,
        ..defaults
    })
}

fn whole<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "a whole number is expected, and not as large".to_owned())
}

fn port(text: &str) -> Result<u16, &'static str> {
    text.parse().map_err(|_| "a port is expected: 1 to 65535, or 0 for none")
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.join("index.html").is_file() {
        true => Ok(path),
        false => Err("a folder with an index.html in it is expected".to_owned()),
    }
}

/// An origin people can meet at: camera and microphone need TLS, or this very machine (W3C Secure Contexts §3.1).
fn public_origin(text: &str) -> Result<Origin, String> {
    let origin: Origin = text.trim_end_matches('/').parse().map_err(|why: NotAnOrigin| why.to_string())?;
    match origin.is_secure() {
        true => Ok(origin),
        false => Err("without TLS browsers give a page neither camera nor microphone, and whoever is on the way can change it. Put something with a certificate in front, and write https://".to_owned()),
    }
}

/// A network, or a single address. Whoever is in it may say to be anybody.
fn network(text: &str) -> Result<IpNet, String> {
    let single = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    let network = text
        .parse::<IpNet>()
        .or_else(|_| single())
        .map_err(|_| "a network is written like 10.0.0.0/8 or ::1".to_owned())?;
    let widest = match network {
        IpNet::V4(_) => 8,
        // fc00::/7 is all private addresses (RFC 4193).
        IpNet::V6(_) => 7,
    };
    match network.prefix_len() < widest {
        true => Err("that is half the internet, and everybody in it could pass for anybody else, so that no limit held. Name the addresses of your proxy".to_owned()),
        false => Ok(network),
    }
}

/// An origin or `'self'`; anything else could say more than it seems in the policy's line.
fn embedder(text: &str) -> Result<String, String> {
    match text {
        "'self'" => Ok(text.to_owned()),
        url => public_origin(url).map(|origin| origin.url()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::command_line::parse;
    use std::ffi::OsString;
    use std::fs;
    use std::path::Path;

    /// A file of its own for each case, that only its owner reads.
    fn of(arguments: &[&str], file: &str) -> Result<Start, String> {
        of_file(arguments, file, 0o600)
    }

    fn allow(file: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn of_file(arguments: &[&str], file: &str, mode: u32) -> Result<Start, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plenum.toml");
        fs::write(&path, file).unwrap();
        allow(&path, mode);
        let told = ["plenum", "--config"].map(OsString::from).into_iter().chain([path.into_os_string()]);
        let matches = parse(told.chain(arguments.iter().map(OsString::from))).unwrap();
        let settings = Settings::gather(matches.subcommand().unwrap().1).map_err(|why| why.to_string())?;
        Start::of(&settings).map_err(|why| why.to_string())
    }

    #[test]
    fn a_flag_outweighs_the_file_and_the_file_the_default() {
        let start = of(&["--room-size", "20"], "room-size = 12\nstun-port = 0\norigin = [\"https://meet.example/\"]\n")
            .unwrap();
        assert_eq!(start.config.limits.room_size, 20);
        assert_eq!(start.config.stun_port, None);
        assert_eq!(start.config.origins[0].socket(), "wss://meet.example");
        assert_eq!(start.config.limits.sockets_per_address, 64);
        assert_eq!((start.listen.port(), start.is_listen_ours), (8080, true));
        assert_eq!(of(&[], "stun-port = 3000").unwrap().config.stun_port, Some(3000));
        assert_eq!(of(&[], "").unwrap().config.stun_port, Some(3478));
    }

    #[test]
    fn lists_are_trimmed_and_nothing_is_nothing() {
        let told = ["--origin", " https://a.example , https://b.example/ ,", "--trusted-proxy", ""];
        let config = of(&told, "origin = 'https://c.example'").unwrap().config;
        let origins: Vec<_> = config.origins.iter().map(Origin::socket).collect();
        assert_eq!(origins, ["wss://a.example", "wss://b.example"]);
        assert!(config.trusted_proxies.is_empty());
    }

    #[test]
    fn every_mistake_names_its_key_and_says_why() {
        for (key, value, hint) in [
            ("listen", "8080", "an address and a port"),
            ("listen", "meet.example:80", "an address and a port"),
            ("origin", "meet.example", "https://meet.example"),
            ("origin", "https://meet.example/room", "without a path"),
            ("origin", "http://meet.example", "neither camera nor microphone"),
            ("origin", "http://192.168.1.5:8080", "neither camera nor microphone"),
            ("trusted-proxy", "10.0.0.0/99", "10.0.0.0/8"),
            ("trusted-proxy", "proxy", "10.0.0.0/8"),
            ("trusted-proxy", "0.0.0.0/0", "pass for anybody"),
            ("trusted-proxy", "::/0", "pass for anybody"),
            ("stun-port", "65536", "a port"),
            ("stun-port", "-1", "a port"),
            ("room-size", "0", "between 2 and 500"),
            ("room-size", "1", "between 2 and 500"),
            ("room-size", "501", "between 2 and 500"),
            ("room-size", "70000", "a whole number"),
            ("room-size", "many", "a whole number"),
            ("sockets-per-address", "0", "nobody could come in"),
            ("sockets-per-address", "20001", "20000 in all"),
            ("sockets-per-address", "1.5", "a whole number"),
            ("frame-ancestors", "*; script-src *", "https://"),
            ("frame-ancestors", "http://intranet.example", "neither camera"),
            ("web-root", "/nonexistent", "index.html"),
            ("host-file", "/nonexistent.toml", "cannot be read"),
            ("security-txt", "/nonexistent.txt", "cannot be read"),
            ("ice-servers", "/nonexistent.json", "cannot be read"),
            ("turn", "turn://turn.example", "there is no //"),
            ("turn", "stun:stun.example", "no TURN server"),
            ("turn", "turn:turn.example", "turn-secret-file"),
            ("turn-secret-file", "/nonexistent", "cannot be read"),
            ("turn-secret", "0123456789abcdef", "a command line"),
            ("log", "loud", "choose off"),
            ("log-format", "xml", "choose text or json"),
            ("metrics-listen", "0.0.0.0:9464", "others could read"),
            ("metrics-listen", "9464", "like 127.0.0.1:9464"),
        ] {
            let shown = if key == "turn-secret" { format!("--{key}: ") } else { format!("--{key} {value}: ") };
            let why = of(&[&format!("--{key}={value}")], "").unwrap_err();
            assert!(why.starts_with(&shown) && why.contains(hint), "{why}");
            if key != "turn-secret" {
                let why = of(&[], &format!("\n{key} = \"{value}\"")).unwrap_err();
                assert!(
                    why.contains(&format!("plenum.toml, line 2: {key} = {value}: ")) && why.contains(hint),
                    "{why}"
                );
            }
        }
    }

    #[test]
    fn what_the_edges_of_a_limit_allow_is_allowed() {
        for (key, value) in [
            ("room-size", "2"),
            ("room-size", "500"),
            ("sockets-per-address", "1"),
            ("sockets-per-address", "20000"),
            ("stun-port", "0"),
            ("stun-port", "65535"),
            ("trusted-proxy", "10.0.0.0/8"),
            ("trusted-proxy", "fc00::/7"),
            ("origin", "http://localhost:8080"),
            ("origin", "http://127.0.0.1:8080"),
            ("frame-ancestors", "'self'"),
            ("listen", "127.0.0.1:0"),
        ] {
            assert!(of(&[&format!("--{key}={value}")], "").is_ok(), "{key} {value}");
        }
    }

    #[test]
    fn a_turn_server_and_its_secret_belong_together() {
        const SECRET: &str = "0123456789abcdef";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        fs::write(&file, format!("{SECRET}\n")).unwrap();
        allow(&file, 0o600);
        let named = format!("turn-secret-file = {file:?}");
        let both = of(&["--turn", "turn:a.example,turns:b.example:443?transport=tcp"], &named).unwrap();
        assert_eq!(both.config.ice_servers.urls(), ["turn:a.example", "turns:b.example:443?transport=tcp"]);
        assert!(both.config.ice_servers.ends(), "credentials are made here");
        assert!(of(&["--turn", "turn:a.example"], &format!("turn-secret = '{SECRET}'")).is_ok());
        assert!(of(&[], &named).unwrap_err().contains("a secret for no server"));
        fs::write(&file, &SECRET[1..]).unwrap();
        assert!(of(&["--turn", "turn:a.example"], &named).unwrap_err().contains("at least 16"));
        fs::write(&file, SECRET).unwrap();
        allow(&file, 0o644);
        let open = of(&["--turn", "turn:a.example"], &named).unwrap_err();
        assert!(open.contains("chmod 600") && !open.contains(SECRET), "{open}");
        let open = of_file(&["--turn", "turn:a.example"], &format!("turn-secret = '{SECRET}'"), 0o644).unwrap_err();
        assert!(open.contains("chmod 600") && !open.contains(SECRET), "{open}");
        let flag = of(&["--turn", "turn:a.example", "--turn-secret", SECRET], "").unwrap_err();
        assert!(flag.contains("--turn-secret-file") && !flag.contains(SECRET), "{flag}");
    }

    #[test]
    fn a_list_of_servers_with_a_secret_in_it_is_for_nobody_else_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ice-servers.json");
        let named = format!("ice-servers = {file:?}");
        let secret = r#"[{"urls": "turn:a.example", "credential": "0123456789abcdef", "credentialType": "hmac-sha1"}]"#;
        let told = r#"[{"urls": "turn:a.example", "username": "us", "credential": "told to all"}]"#;
        for (text, mode, is_refused) in [(secret, 0o644, true), (secret, 0o640, false), (told, 0o644, false)] {
            fs::write(&file, text).unwrap();
            allow(&file, mode);
            let read = of(&[], &named);
            assert_eq!(read.is_err(), is_refused, "{mode:o}");
            assert!(read.err().is_none_or(|why| why.contains("chmod 600")));
        }
    }

    #[test]
    fn a_file_that_is_named_has_to_be_there() {
        let matches = parse(["plenum", "--config", "/nonexistent.toml"].map(OsString::from)).unwrap();
        let why = Settings::gather(matches.subcommand().unwrap().1).unwrap_err().to_string();
        assert!(why.starts_with("/nonexistent.toml: cannot be read"), "{why}");
    }
}
