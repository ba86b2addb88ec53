//! A mail server that takes everything and keeps it.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

#[derive(Clone, Default)]
pub struct MailServer {
    messages: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Answers on this port of this machine from now on.
    pub async fn open(port: u16) -> Self {
        let server = Self::default();
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let kept = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = kept.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// A port nothing answers on.
    pub async fn free_port() -> u16 {
        TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port()
    }

    pub fn messages(&self) -> Vec<String> {
        self.messages.lock().unwrap().clone()
    }

    /// As much of RFC 5321 as one client needs.
    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let answer = match line.to_ascii_uppercase() {
                line if line.starts_with("DATA") => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    let mut message = String::new();
                    while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                        message.push_str(&line);
                        message.push('\n');
                    }
                    self.messages.lock().unwrap().push(message);
                    "250 kept\r\n"
                }
                line if line.starts_with("QUIT") => "221 bye\r\n",
                _ => "250 ok\r\n",
            };
            write.write_all(answer.as_bytes()).await.ok()?;
        }
        Some(())
    }
}
