//! Files of any size, sealed and opened piece by piece (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
//! Vizár, 2015, over XChaCha20-Poly1305).
//!
//! ```text
//! 0x02 ‖ u32 key_no ‖ u32 version ‖ prefix 19 ‖ chunks of 65 536 bytes, each followed by its tag of 16
//! nonce of chunk i = prefix ‖ u32 i ‖ (1 for the last, else 0); aad as a field's, with "beffroi/file/v1"
//! ```
//!
//! A file cut short, prolonged, re-ordered or moved to another place does not open. The first chunk's tag covers the
//! place; nothing read before [`StreamOpener::finish`] proves that the file is whole.

use zeroize::{Zeroize as _, Zeroizing};

use super::VaultError;
use super::cipher::{Key, Owner, Place, decrypt, encrypt, header, place_aad};

/// Clear bytes of a chunk.
pub const CHUNK: usize = 65_536;

const FILE: u8 = 0x02;
const TAG: usize = 16;
const PREFIX: usize = 19;
const HEAD: usize = 9 + PREFIX;

struct Chunks {
    key: Key,
    aad: Vec<u8>,
    prefix: [u8; PREFIX],
    next: u32,
}

impl Chunks {
    fn nonce(&mut self, last: bool) -> Result<[u8; 24], VaultError> {
        let mut nonce = [0; 24];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..23].copy_from_slice(&self.next.to_be_bytes());
        nonce[23] = u8::from(last);
        self.next = self.next.checked_add(1).ok_or(VaultError::TooLong)?;
        Ok(nonce)
    }
}

/// Seals a file as it arrives.
pub struct StreamSealer {
    chunks: Chunks,
    pending: Zeroizing<Vec<u8>>,
}

impl StreamSealer {
    pub(super) fn new(
        key: &Key,
        owner: Owner,
        place: &Place<'_>,
        version: u32,
        prefix: [u8; PREFIX],
    ) -> Result<(Self, Vec<u8>), VaultError> {
        let aad = place_aad("beffroi/file/v1", owner, place, version)?;
        let head = [[FILE].as_slice(), &owner.key_no.to_be_bytes(), &version.to_be_bytes(), &prefix].concat();
        let chunks = Chunks { key: key.clone(), aad, prefix, next: 0 };
        Ok((Self { chunks, pending: Zeroizing::new(Vec::with_capacity(CHUNK)) }, head))
    }

    /// Takes clear bytes; appends to `out` what can be stored already.
    pub fn push(&mut self, mut clear: &[u8], out: &mut Vec<u8>) -> Result<(), VaultError> {
        while !clear.is_empty() {
            // A full chunk waits for the next byte: only then is it known not to be the last.
            if self.pending.len() == CHUNK {
                self.seal(false, out)?;
            }
            let (now, later) = clear.split_at(clear.len().min(CHUNK - self.pending.len()));
            self.pending.extend_from_slice(now);
            clear = later;
        }
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), VaultError> {
        self.seal(true, out)
    }

    fn seal(&mut self, last: bool, out: &mut Vec<u8>) -> Result<(), VaultError> {
        let nonce = self.chunks.nonce(last)?;
        out.extend(encrypt(&self.chunks.key, &nonce, &self.pending, &self.chunks.aad)?);
        self.pending.zeroize();
        Ok(())
    }
}

/// Opens a file as it is read.
pub struct StreamOpener {
    chunks: Chunks,
    pending: Vec<u8>,
}

impl StreamOpener {
    /// Number of the key that sealed a file, from its first bytes.
    pub(super) fn key_no(sealed: &[u8]) -> Result<u32, VaultError> {
        header(FILE, sealed).map(|(key_no, _)| key_no)
    }

    /// Length of what precedes the chunks.
    pub(super) const HEAD: usize = HEAD;

    pub(super) fn new(key: &Key, owner: Owner, place: &Place<'_>, head: &[u8]) -> Result<Self, VaultError> {
        let (key_no, version) = header(FILE, head)?;
        let prefix = *head.get(9..HEAD).and_then(<[u8]>::first_chunk).ok_or(VaultError::Damaged)?;
        let aad = place_aad("beffroi/file/v1", Owner { key_no, ..owner }, place, version)?;
        let chunks = Chunks { key: key.clone(), aad, prefix, next: 0 };
        Ok(Self { chunks, pending: Vec::with_capacity(CHUNK + TAG) })
    }

    /// Takes stored bytes (those after the head); appends clear ones to `out`.
    pub fn push(&mut self, mut sealed: &[u8], out: &mut Zeroizing<Vec<u8>>) -> Result<(), VaultError> {
        while !sealed.is_empty() {
            if self.pending.len() == CHUNK + TAG {
                self.open(false, out)?;
            }
            let (now, later) = sealed.split_at(sealed.len().min(CHUNK + TAG - self.pending.len()));
            self.pending.extend_from_slice(now);
            sealed = later;
        }
        Ok(())
    }

    /// Ends the file; only now is it known to be whole.
    pub fn finish(mut self, out: &mut Zeroizing<Vec<u8>>) -> Result<(), VaultError> {
        self.open(true, out)
    }

    fn open(&mut self, last: bool, out: &mut Zeroizing<Vec<u8>>) -> Result<(), VaultError> {
        let nonce = self.chunks.nonce(last)?;
        out.extend_from_slice(&decrypt(&self.chunks.key, &nonce, &self.pending, &self.chunks.aad)?);
        self.pending.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const OWNER: Owner = Owner { authority: Uuid::from_u128(1), person: Uuid::from_u128(2), key_no: 3 };
    const PLACE: Place<'static> = Place::new("t", Uuid::from_u128(4), "content");

    fn key() -> Key {
        Zeroizing::new([7; 32])
    }

    fn seal(clear: &[u8], step: usize) -> Vec<u8> {
        let (mut stream, mut sealed) = StreamSealer::new(&key(), OWNER, &PLACE, 1, [9; PREFIX]).unwrap();
        for piece in clear.chunks(step) {
            stream.push(piece, &mut sealed).unwrap();
        }
        stream.finish(&mut sealed).unwrap();
        sealed
    }

    fn open(sealed: &[u8], step: usize) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let head = sealed.get(..HEAD).ok_or(VaultError::Damaged)?;
        let mut stream = StreamOpener::new(&key(), OWNER, &PLACE, head)?;
        let mut clear = Zeroizing::default();
        for piece in sealed[HEAD..].chunks(step) {
            stream.push(piece, &mut clear)?;
        }
        stream.finish(&mut clear)?;
        Ok(clear)
    }

    #[test]
    fn files_of_every_length_around_a_chunk_come_back_whatever_the_pieces() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17] {
            let clear: Vec<u8> = (0..length).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let sealed = seal(&clear, 10_007);
            assert_eq!(sealed, seal(&clear, 200_000));
            let chunks = length.div_ceil(CHUNK).max(1);
            assert_eq!(sealed.len(), HEAD + length + chunks * TAG);
            assert_eq!(&*open(&sealed, 999).unwrap(), &clear, "{length}");
        }
    }

    #[test]
    fn a_file_cut_prolonged_reordered_or_changed_does_not_open() {
        let sealed = seal(&vec![5; 3 * CHUNK], 4096);
        let chunk = CHUNK + TAG;
        for cut in [0, HEAD, HEAD + 1, HEAD + chunk, HEAD + 2 * chunk, sealed.len() - 1] {
            assert!(open(&sealed[..cut], 4096).is_err(), "cut at {cut}");
        }
        assert!(open(&[sealed.as_slice(), &[0]].concat(), 4096).is_err());
        let mut swapped = sealed.clone();
        swapped[HEAD..HEAD + 2 * chunk].rotate_left(chunk);
        assert!(open(&swapped, 4096).is_err());
        for at in [0, 3, 8, 12, HEAD, HEAD + chunk + 5, sealed.len() - 1] {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(open(&flipped, 4096).is_err(), "flipped at {at}");
        }
    }
}
