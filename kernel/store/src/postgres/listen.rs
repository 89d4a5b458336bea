//! LISTEN as a wake-up only: a server or a proxy without it costs nothing but the wait for the next poll.

use std::future::poll_fn;
use std::time::Duration;

use tokio::sync::watch;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{AsyncMessage, Config, Socket};

/// Longest wait before another try.
const MOST: Duration = Duration::from_mins(1);

/// Ticks `work` at each notification, and connects again when the connection is lost.
pub(super) async fn listen<T>(config: Config, tls: T, work: watch::Sender<u64>)
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + Sync,
    T::TlsConnect: Send + Sync,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let mut wait = Duration::from_secs(1);
    loop {
        if let Ok((client, mut connection)) = config.connect(tls.clone()).await {
            let heard = async {
                while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
                    if let AsyncMessage::Notification(_) = message {
                        work.send_modify(|ticks| *ticks += 1);
                    }
                }
            };
            let asked = client.batch_execute("listen beffroi_work");
            let (asked, ()) = tokio::join!(asked, heard);
            if asked.is_ok() {
                wait = Duration::from_secs(1);
            }
            // Something may have been said while nobody listened.
            work.send_modify(|ticks| *ticks += 1);
        }
        tokio::time::sleep(wait).await;
        wait = MOST.min(wait * 2);
    }
}
