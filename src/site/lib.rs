//! A folder served to browsers on this machine, and on no other: files, and what is made when it is asked for.
//!
//! Nothing of Logarium is in here.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::{fs, io};

use http::header::CONTENT_TYPE;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// A file that is made whenever it is asked for.
pub struct Made {
    /// Its name in the folder.
    pub name: &'static str,
    /// Its content now.
    pub content: Box<dyn Fn() -> String + Send + Sync>,
}

struct Content {
    folder: PathBuf,
    made: Option<Made>,
}

/// A folder served on a free port of 127.0.0.1 until dropped.
pub struct Site {
    port: u16,
    /// The server ends with it.
    _alive: oneshot::Sender<()>,
}

impl Site {
    /// Serves `folder`; panics if there is no such folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self::with(folder, None).unwrap_or_else(|e| {
            panic!("{}: {e}; `cargo xtask build` makes it", folder.display());
        })
    }

    /// The same, with one file more, which is made anew whenever it is asked for.
    ///
    /// # Errors
    /// When there is no such folder, or no free port.
    pub fn with(folder: &Path, made: Option<Made>) -> io::Result<Self> {
        Self::on(0, folder, made)
    }

    /// The same on a port; on any that is free, if it is 0.
    ///
    /// # Errors
    /// When there is no such folder, or the port is taken.
    pub fn on(port: u16, folder: &Path, made: Option<Made>) -> io::Result<Self> {
        let folder = fs::canonicalize(folder)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        let (alive, dropped) = oneshot::channel();
        let content = Arc::new(Content { folder, made });
        thread::spawn(move || serve(listener, content, dropped));
        Ok(Self {
            port,
            _alive: alive,
        })
    }

    /// The address of the folder, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn serve(listener: TcpListener, content: Arc<Content>, dropped: oneshot::Receiver<()>) {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        listener.set_nonblocking(true).expect("a socket");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        tokio::spawn(accept(listener, content));
        // Nothing is ever sent: the sender's end is the end. The runtime takes all connections along.
        let _ = dropped.await;
    });
}

async fn accept(listener: tokio::net::TcpListener, content: Arc<Content>) {
    while let Ok((stream, _)) = listener.accept().await {
        let content = Arc::clone(&content);
        let service = service_fn(move |request| {
            let response = answer(&request, &content);
            async { Ok::<_, Infallible>(response) }
        });
        // A browser may close its connections as it likes.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(request: &Request<Incoming>, content: &Content) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    let made = content.made.as_ref();
    let made = made.filter(|made| path.trim_start_matches('/') == made.name);
    let made = made.map(|made| ((made.content)().into_bytes(), Path::new(made.name)));
    let file = || {
        let path = find(path, &content.folder)?;
        Some((fs::read(&path).ok()?, content_type(&path)))
    };
    let content = made
        .map(|(text, name)| (text, content_type(name)))
        .or_else(file);
    match content {
        Some((content, kind)) => {
            let mut response = Response::new(Full::from(content));
            let kind = kind.parse().expect("a valid header");
            response.headers_mut().insert(CONTENT_TYPE, kind);
            response
        }
        None => {
            let mut response = Response::new(Full::from("not found"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}

/// The file that a request's path names, if it lies inside the folder.
fn find(path: &str, folder: &Path) -> Option<PathBuf> {
    let path = path.trim_start_matches('/');
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let mut file = folder.join(path);
    if file.is_dir() {
        file.push("index.html");
    }
    (inside && file.is_file()).then_some(file)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(OsStr::to_str).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        _ => "application/octet-stream",
    }
}
