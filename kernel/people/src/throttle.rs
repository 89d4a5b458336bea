//! Delays after failures that never lock the owner out.
//!
//! An attempt is counted *before* the password is checked, so that a hundred attempts at once gain nothing, and it is
//! forgotten when it succeeds. An attempt that comes too early is refused without being counted, so that whoever keeps
//! hammering does not push the delay further for others.
//!
//! | counted by | free attempts | then | why |
//! |---|---|---|---|
//! | device that signed in before (its cookie) | 10 | 1 s doubling to 15 min | the owner's own browser: nobody else's failures count |
//! | address | 50 | 1 s doubling to 1 min | one machine against many accounts; a town hall behind one address |
//! | account and address | 5 | 1 s doubling to 15 min | one machine against one account |
//! | account | 100 | 1 s | many machines against one account |
//! | mails to an address | 5 | 1 s doubling to 15 min | nobody floods a mailbox |
//!
//! An IPv6 address counts as its /64. A count is forgotten an hour after its last failure.

use std::net::IpAddr;

use beffroi_store::{StoreError, Tx, params};
use time::{Duration, OffsetDateTime};

use crate::desk::Desk;
use crate::store;

const FORGET: Duration = Duration::hours(1);

/// How one kind of count slows down.
#[derive(Debug, Clone, Copy)]
struct Slope {
    free: u32,
    longest: i64,
}

const DEVICE: Slope = Slope { free: 10, longest: 900 };
const ADDRESS: Slope = Slope { free: 50, longest: 60 };
const PAIR: Slope = Slope { free: 5, longest: 900 };
const ACCOUNT: Slope = Slope { free: 100, longest: 1 };

impl Slope {
    /// Seconds to wait after this many failures.
    fn delay(self, failures: u32) -> Duration {
        match failures.checked_sub(self.free) {
            None => Duration::ZERO,
            Some(over) => Duration::seconds(
                1_i64.checked_shl(over.min(20)).map_or(self.longest, |s| s.min(self.longest)),
            ),
        }
    }
}

/// The counts that one attempt touches, outermost first.
#[derive(Debug, Clone)]
pub(crate) struct Counts(Vec<([u8; 16], Slope)>);

impl Desk {
    /// The counts of an attempt on an account (its blind index) from an address, or from a device known to be hers.
    pub(crate) fn counts(&self, account: &[u8; 16], address: IpAddr, device: Option<[u8; 16]>) -> Counts {
        let key = |what: &str, parts: &[&[u8]]| {
            self.ring().blind(self.authority(), &format!("throttle/{what}"), &parts.concat())
        };
        if let Some(device) = device {
            return Counts(vec![(key("device", &[account, &device]), DEVICE)]);
        }
        let network = network(address);
        Counts(vec![
            (key("address", &[&network]), ADDRESS),
            (key("pair", &[account, &network]), PAIR),
            (key("account", &[account]), ACCOUNT),
        ])
    }

    /// The counts of a mail to an address that anybody may type, asked from another.
    pub(crate) fn mail_counts(&self, email: &[u8; 16], address: Option<IpAddr>) -> Counts {
        let key = |what: &str, part: &[u8]| self.ring().blind(self.authority(), what, part);
        let asked_from = address.map(|address| (key("throttle/address", &network(address)), ADDRESS));
        let mut counts: Vec<_> = asked_from.into_iter().collect();
        counts.push((key("throttle/mail", email), PAIR));
        Counts(counts)
    }

    /// Counts an attempt; `Err(seconds)` when it comes too early, and is then not counted at all.
    pub(crate) async fn attempt(&self, counts: &Counts) -> Result<Result<(), u32>, StoreError> {
        let now = self.ambient().now();
        self.db()
            .write(move |tx| async move {
                let mut failures = Vec::new();
                for (key, _) in &counts.0 {
                    match self.failures(&tx, *key, now).await? {
                        Ok(count) => failures.push(count),
                        Err(wait) => return Ok(Err(wait)),
                    }
                }
                for ((key, slope), failures) in counts.0.iter().zip(failures) {
                    let failures = failures.saturating_add(1);
                    let next = now + slope.delay(failures);
                    tx.exec(&store::SET_THROTTLE, params![key, failures, now, next]).await?;
                }
                Ok(Ok(()))
            })
            .await
    }

    async fn failures(
        &self,
        tx: &Tx,
        key: [u8; 16],
        now: OffsetDateTime,
    ) -> Result<Result<u32, u32>, StoreError> {
        let Some(row) = tx.opt(&store::THROTTLE, params![key]).await? else { return Ok(Ok(0)) };
        let (count, last, next): (u32, OffsetDateTime, OffsetDateTime) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        if next > now {
            return Ok(Err(u32::try_from((next - now).whole_seconds()).unwrap_or(0).saturating_add(1)));
        }
        Ok(Ok(if now - last > FORGET { 0 } else { count }))
    }

    /// After a success: the counts are forgotten, but that of the address only loses this attempt, for it may be trying
    /// other accounts.
    pub(crate) async fn forget_attempts(&self, tx: &Tx, counts: &Counts) -> Result<(), StoreError> {
        let by_address = counts.0.len() > 1;
        for (at, (key, _)) in counts.0.iter().enumerate() {
            if at == 0 && by_address {
                tx.exec(&store::UNCOUNT_THROTTLE, params![key, self.ambient().now()]).await?;
            } else {
                tx.exec(&store::CLEAR_THROTTLE, params![key]).await?;
            }
        }
        Ok(())
    }
}

fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_their_longest() {
        let seconds = |slope: Slope, failures| slope.delay(failures).whole_seconds();
        assert_eq!([4, 5, 6, 8, 14, 15, 500].map(|n| seconds(PAIR, n)), [0, 1, 2, 8, 512, 900, 900]);
        assert_eq!([49, 50, 55, 56, 99].map(|n| seconds(ADDRESS, n)), [0, 1, 32, 60, 60]);
        assert_eq!([99, 100, u32::MAX].map(|n| seconds(ACCOUNT, n)), [0, 1, 1]);
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
