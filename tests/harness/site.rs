//! A static file server on the loopback interface.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use http::header::CONTENT_TYPE;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

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
        let folder = fs::canonicalize(folder).unwrap_or_else(|e| {
            panic!("{}: {e}; `cargo xtask build` makes it", folder.display());
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let (alive, dropped) = oneshot::channel();
        thread::spawn(move || serve(listener, folder.into(), dropped));
        Self {
            port,
            _alive: alive,
        }
    }

    /// The address of the folder, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn serve(listener: TcpListener, folder: Arc<Path>, dropped: oneshot::Receiver<()>) {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        listener.set_nonblocking(true).expect("a socket");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        tokio::spawn(accept(listener, folder));
        // Nothing is ever sent: the sender's end is the end. The runtime takes all connections along.
        let _ = dropped.await;
    });
}

async fn accept(listener: tokio::net::TcpListener, folder: Arc<Path>) {
    while let Ok((stream, _)) = listener.accept().await {
        let folder = Arc::clone(&folder);
        let service = service_fn(move |request| {
            let response = answer(&request, &folder);
            async { Ok::<_, Infallible>(response) }
        });
        // A browser may close its connections as it likes.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(request: &Request<Incoming>, folder: &Path) -> Response<Full<Bytes>> {
    let file = find(request.uri().path(), folder);
    let content = file.and_then(|path| Some((fs::read(&path).ok()?, content_type(&path))));
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
