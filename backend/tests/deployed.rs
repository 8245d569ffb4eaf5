//! The files of `deploy/` in the real programs: nginx, HAProxy and Caddy in front of Plenum, on free ports of this machine.
//!
//! Each test is passed over, and says so, where its proxy is not installed (Debian: `apt install nginx haproxy caddy`).

#![allow(clippy::unwrap_used)]

mod common;

use common::person;
use common::program::{Program, free_port, page, run};
use futures_util::{SinkExt, StreamExt};
use plenum_shared::codec::{decode, encode};
use plenum_shared::message::{ClientMessage, ServerMessage};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

/// Somebody on another address than the proxy, so that one can be told from the other.
const SOMEBODY: &str = "127.0.0.2";
/// What a proxy may say of itself, and how it brings the body.
const OF_THE_PROXY: [&str; 6] = ["alt-svc", "connection", "date", "server", "transfer-encoding", "via"];

/// A file of `deploy/`.
fn deployed(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name)).unwrap()
}

fn certificates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates")
}

/// Puts something in the place of what a host would put something in the place of.
fn put(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "there is no `{from}` in the file any more");
        text.replace(from, to)
    })
}

/// A program that stands between people and Plenum.
struct Kind {
    program: &'static str,
    /// Arguments, with the folder it may write to.
    arguments: fn(&Path) -> Vec<String>,
    /// Writes its files: folder, port of Plenum, ports for HTTP and HTTPS.
    write: fn(&Path, u16, [u16; 2]),
    /// It says this when it listens.
    listens: &'static str,
}

fn at(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

const NGINX: Kind = Kind {
    program: "nginx",
    arguments: |folder| {
        ["-e", "stderr", "-p", &at(folder, ""), "-c", &at(folder, "nginx.conf")].map(str::to_owned).to_vec()
    },
    write: |folder, plenum, [http, https]| {
        let certificate = "/etc/letsencrypt/live/meet.example.org";
        let ours = put(
            &deployed("nginx.conf"),
            &[
                ("listen 80;", &format!("listen 127.0.0.1:{http};")),
                ("listen 443 ssl;", &format!("listen 127.0.0.1:{https} ssl;")),
                ("listen [::]:80;", ""),
                ("listen [::]:443 ssl;", ""),
                (&format!("{certificate}/fullchain.pem"), &at(&certificates(), "localhost.pem")),
                (&format!("{certificate}/privkey.pem"), &at(&certificates(), "localhost.key")),
                ("meet.example.org", "localhost"),
                ("/var/log/nginx/", &at(folder, "")),
                ("127.0.0.1:8080", &format!("127.0.0.1:{plenum}")),
            ],
        );
        fs::write(folder.join("plenum.conf"), ours).unwrap();
        // What Debian's own file says around it, logs and compression among it; one process, and folders that are ours.
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|of| format!("{of}_temp_path {};\n", at(folder, of)))
            .concat();
        let around = format!(
            "daemon off; master_process off; pid {}; error_log stderr notice;\nevents {{ worker_connections 768; }}\n\
             http {{ {temporary} access_log {}; gzip on; include {}; }}\n",
            at(folder, "pid"),
            at(folder, "access.log"),
            at(folder, "plenum.conf")
        );
        fs::write(folder.join("nginx.conf"), around).unwrap();
    },
    listens: "event method",
};

const HAPROXY: Kind = Kind {
    program: "haproxy",
    arguments: |folder| ["-W", "-f", &at(folder, "haproxy.cfg")].map(str::to_owned).to_vec(),
    write: |folder, plenum, [http, https]| {
        let ours = put(
            &deployed("haproxy.cfg"),
            &[
                (":::80 v4v6", &format!("127.0.0.1:{http}")),
                (":::443 v4v6", &format!("127.0.0.1:{https}")),
                ("/etc/haproxy/meet.example.org.pem", &at(folder, "both.pem")),
                ("127.0.0.1:8080", &format!("127.0.0.1:{plenum}")),
                // Only root can become somebody else.
                ("    user haproxy\n    group haproxy\n", ""),
            ],
        );
        fs::write(folder.join("haproxy.cfg"), ours).unwrap();
        let both = ["localhost.pem", "localhost.key"].map(|name| fs::read(certificates().join(name)).unwrap());
        fs::write(folder.join("both.pem"), both.concat()).unwrap();
    },
    listens: "Loading success",
};

const CADDY: Kind = Kind {
    program: "caddy",
    arguments: |folder| {
        let file = at(folder, "Caddyfile");
        ["run", "--adapter", "caddyfile", "--config", &file].map(str::to_owned).to_vec()
    },
    write: |folder, plenum, [http, https]| {
        let (certificate, key) = (at(&certificates(), "localhost.pem"), at(&certificates(), "localhost.key"));
        let ours = put(
            &deployed("Caddyfile"),
            &[
                (
                    "\n{\n",
                    &format!(
                        "\n{{\nadmin off\nhttp_port {http}\nhttps_port {https}\ndefault_bind 127.0.0.1\nskip_install_trust\nocsp_stapling off\n"
                    ),
                ),
                ("\nmeet.example.org {\n", &format!("\nlocalhost {{\ntls {certificate} {key}\n")),
                ("127.0.0.1:8080", &format!("127.0.0.1:{plenum}")),
            ],
        );
        fs::write(folder.join("Caddyfile"), ours).unwrap();
    },
    listens: "serving initial configuration",
};

/// Where a program is, if it is installed; those of a host are in `sbin`.
fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Plenum behind a proxy.
struct Proxied {
    process: Child,
    said: Arc<Mutex<String>>,
    folder: tempfile::TempDir,
    page: tempfile::TempDir,
    plenum: Option<Program>,
    http: u16,
    https: u16,
    direct: u16,
}

impl Proxied {
    fn start(kind: &Kind) -> Option<Proxied> {
        let Some(program) = installed(kind.program) else {
            eprintln!("passed over: {} is not installed", kind.program);
            return None;
        };
        let (folder, page) = (tempfile::tempdir().unwrap(), page());
        let [direct, http, https] = [(); 3].map(|()| free_port());
        let toml = put(
            &deployed("plenum.toml"),
            &[
                ("https://meet.example.org", &format!("https://localhost:{https}")),
                ("127.0.0.1:8080", &format!("127.0.0.1:{direct}")),
            ],
        );
        fs::write(folder.path().join("plenum.toml"), toml).unwrap();
        let file = at(folder.path(), "plenum.toml");
        let root = page.path().to_str().unwrap();
        let plenum = Program::start(&["serve", "--config", &file, "--stun-port", "0", "--web-root", root]);
        assert_eq!(plenum.port(), direct);

        (kind.write)(folder.path(), direct, [http, https]);
        let mut process = Command::new(program)
            .args((kind.arguments)(folder.path()))
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (listens, heard) = mpsc::channel();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (all, sign) = (Arc::clone(&said), kind.listens);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *all.lock().unwrap() += &format!("{line}\n");
                if line.contains(sign) {
                    let _ = listens.send(());
                }
            }
        });
        // Nobody sends any more when it has ended.
        assert!(heard.recv().is_ok(), "{} does not start: {}", kind.program, said.lock().unwrap());
        Some(Proxied { process, said, folder, page, plenum: Some(plenum), http, https, direct })
    }

    fn origin(&self) -> String {
        format!("https://localhost:{}", self.https)
    }

    /// Asks over TLS.
    async fn ask(&self, path: &str, more: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n{more}", self.https);
        exchange(tls(self.https).await, &request).await
    }

    /// All it wrote down until now.
    fn written(&self) -> String {
        let logs = fs::read_dir(self.folder.path()).unwrap().flatten().map(|file| file.path());
        let logs = logs.filter(|file| file.extension().is_some_and(|extension| extension == "log"));
        logs.map(|file| fs::read_to_string(file).unwrap()).chain([self.said.lock().unwrap().clone()]).collect()
    }
}

impl Drop for Proxied {
    fn drop(&mut self) {
        // Asked, and not killed: a master takes its workers with it.
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// What was answered.
struct Answer {
    status: u16,
    /// Names in lower case; of a header that is there twice, both values.
    headers: BTreeMap<String, Vec<String>>,
    body: String,
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> Answer {
    stream.write_all(format!("{request}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // Not everybody says goodbye in TLS; what is missing is missed below.
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.entry(name.to_ascii_lowercase()).or_default().push(value.to_owned());
    }
    Answer { status, headers, body: body.to_owned() }
}

async fn tcp(port: u16) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{SOMEBODY}:0").parse().unwrap()).unwrap();
    socket.connect(format!("127.0.0.1:{port}").parse().unwrap()).await.unwrap()
}

async fn tls(port: u16) -> tokio_rustls::client::TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificates().join("authority.pem")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let connector = TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    connector.connect(ServerName::try_from("localhost").unwrap(), tcp(port).await).await.unwrap()
}

/// Everything that `docs/proxy.md` asks of a proxy.
async fn does_all_that_is_asked(kind: &Kind) {
    let Some(mut proxied) = Proxied::start(kind) else { return };
    the_page_is_the_same(&proxied).await;
    who_asks_is_known(&proxied).await;
    somebody_takes_a_seat(&proxied).await;
    plenum_says_so_too(&proxied).await;

    // Plenum is away: people get an error, and nobody notes who they were and where they wanted to.
    drop(proxied.plenum.take());
    let away = proxied.ask("/%23secret", "").await;
    assert!((500..=599).contains(&away.status), "{}", away.status);
    let written = proxied.written();
    assert!(!written.contains(SOMEBODY) && !written.contains("secret"), "{written}");
}

async fn the_page_is_the_same(proxied: &Proxied) {
    let host = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n", proxied.https);
    let direct = exchange(tcp(proxied.direct).await, &host).await;
    for path in ["/", "/%23abc-def"] {
        let page = proxied.ask(path, "Accept-Encoding: gzip\r\n").await;
        assert_eq!((page.status, &page.body), (200, &direct.body), "{path}");
        let mut headers = page.headers;
        assert_eq!(headers.remove("strict-transport-security"), Some(vec!["max-age=63072000".to_owned()]));
        headers.retain(|name, _| !OF_THE_PROXY.contains(&name.as_str()));
        let mut expected = direct.headers.clone();
        expected.retain(|name, _| !OF_THE_PROXY.contains(&name.as_str()));
        assert_eq!(headers, expected, "{path}");
    }
    let plain = exchange(tcp(proxied.http).await, "GET /a?b HTTP/1.1\r\nHost: localhost\r\n").await;
    assert!([301, 308].contains(&plain.status), "{}", plain.status);
    let to = &plain.headers["location"][0];
    assert!(to.starts_with("https://localhost") && to.ends_with("/a?b"), "{to}");
}

async fn who_asks_is_known(proxied: &Proxied) {
    for told in ["", "X-Forwarded-For: 203.0.113.9\r\n", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: ::1\r\n"] {
        let seen: serde_json::Value = serde_json::from_str(&proxied.ask("/seen", told).await.body).unwrap();
        assert_eq!((&seen["address"], &seen["by_proxy"]), (&SOMEBODY.into(), &true.into()), "{told}");
    }
}

async fn somebody_takes_a_seat(proxied: &Proxied) {
    let (who, at) = (person(1, 1, 1), format!("wss://localhost:{}", proxied.https));
    // As a browser says it.
    let request = http_request(&format!("{at}/ws/{:02x}", who.room.shard()), &proxied.origin());
    let (mut socket, _) = client_async(request, tls(proxied.https).await).await.unwrap();
    loop {
        let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("it ended without a message") };
        match decode(&text).unwrap().message {
            ServerMessage::Challenge(challenge) => {
                let join = ClientMessage::Join(who.join(&at, &challenge));
                socket.send(Message::text(encode(&join))).await.unwrap();
            }
            ServerMessage::Seated {} => return,
            ServerMessage::Refused { reason, .. } => panic!("refused: {reason:?}"),
            _ => {}
        }
    }
}

fn http_request(url: &str, origin: &str) -> tokio_tungstenite::tungstenite::handshake::client::Request {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("origin", origin.parse().unwrap());
    request
}

/// `plenum check` and `plenum verify` find nothing to mend.
async fn plenum_says_so_too(proxied: &Proxied) {
    let (authority, origin) = (at(&certificates(), "authority.pem"), proxied.origin());
    let (config, root) = (at(proxied.folder.path(), "plenum.toml"), proxied.page.path().to_str().unwrap().to_owned());
    let (check, verify) = tokio::task::spawn_blocking(move || {
        let trusted = ["--web-root", &root, "--ca", &authority];
        let check = ["check", "--config", &config, "--stun-port", "0"];
        (run(&[&check[..], &trusted].concat()), run(&[&["verify", &origin][..], &trusted].concat()))
    })
    .await
    .unwrap();
    assert!(check.out.ends_with("Nothing is wrong.\n"), "{}{}", check.out, check.err);
    assert!(check.out.contains("it is trusted and says who asks"), "{}", check.out);
    assert_eq!(verify.code, Some(0), "{}{}", verify.out, verify.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_does_all_that_is_asked_of_a_proxy() {
    does_all_that_is_asked(&NGINX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_does_all_that_is_asked_of_a_proxy() {
    does_all_that_is_asked(&HAPROXY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy_does_all_that_is_asked_of_a_proxy() {
    does_all_that_is_asked(&CADDY).await;
}
