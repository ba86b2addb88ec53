//! Counts round trips to PostgreSQL, on the wire: logs know nothing of what is sent besides statements.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufReader, copy},
    net::{TcpListener, TcpStream, UnixStream},
};

use crate::Outcome;

/// The message that ends every answer (`ReadyForQuery`).
const READY: u8 = b'Z';

/// Passes everything on to a PostgreSQL, and counts its answers.
pub struct Wire {
    pub port: u16,
    round_trips: Arc<AtomicUsize>,
}

impl Wire {
    /// # Errors
    /// When there is no port.
    pub async fn to(socket: PathBuf) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let wire = Self { port: listener.local_addr()?.port(), round_trips: Arc::default() };
        let round_trips = Arc::clone(&wire.round_trips);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (socket, round_trips) = (socket.clone(), Arc::clone(&round_trips));
                tokio::spawn(async move { pass_on(client, UnixStream::connect(socket).await?, &round_trips).await });
            }
        });
        Ok(wire)
    }

    /// How many there were so far, signing in included.
    pub fn round_trips(&self) -> usize {
        self.round_trips.load(Ordering::SeqCst)
    }
}

async fn pass_on(client: TcpStream, postgres: UnixStream, round_trips: &AtomicUsize) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.into_split();
    let (from_postgres, mut to_postgres) = postgres.into_split();
    tokio::spawn(async move { copy(&mut from_client, &mut to_postgres).await });
    let mut from_postgres = BufReader::new(from_postgres);
    loop {
        // A letter, the length with itself, and the rest.
        let (kind, length) = (from_postgres.read_u8().await?, from_postgres.read_u32().await?);
        let mut message = vec![kind];
        message.extend(length.to_be_bytes());
        message.resize(1 + usize::try_from(length).unwrap_or(usize::MAX), 0);
        from_postgres.read_exact(&mut message[5..]).await?;
        if kind == READY {
            round_trips.fetch_add(1, Ordering::SeqCst);
        }
        to_client.write_all(&message).await?;
    }
}
