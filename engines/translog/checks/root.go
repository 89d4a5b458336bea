// Verifies a log with golang.org/x/mod alone: the checkpoint is signed by the log, and the entries, hashed again, give
// the signed root. Nothing of Beffroi is in it.
//
//	go run root.go FOLDER    (FOLDER holds vkeys, checkpoint and tile/entries, as `write_log` or a mirror leaves them)
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// bundle is the path of entries 256n to 256n+255, of which the log may have only the first `width`.
func bundle(n, width int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return "tile/entries/" + path
}

// hashes are those of the tree, in the order of x/mod's storage.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = h[index]
	}
	return out, nil
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: root FOLDER")
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(os.Args[1], name))
		if err != nil {
			log.Fatal("REFUSED: ", err)
		}
		return data
	}

	// Keys of witnesses are of another kind, which x/mod does not know.
	var keys []note.Verifier
	for _, line := range strings.Fields(string(read("vkeys"))) {
		if key, err := note.NewVerifier(line); err == nil {
			keys = append(keys, key)
		}
	}
	head, err := note.Open(read("checkpoint"), note.VerifierList(keys...))
	if err != nil {
		log.Fatal("REFUSED: ", err)
	}
	lines := strings.Split(head.Text, "\n")
	if len(lines) != 4 {
		log.Fatal("REFUSED: a checkpoint has three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 {
		log.Fatal("REFUSED: the size is no number of entries")
	}

	var stored hashes
	for at := int64(0); at < size; {
		width := min(size-at, 256)
		data := read(bundle(at/256, width))
		for ; width > 0; width, at = width-1, at+1 {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				log.Fatal("REFUSED: a bundle is cut off at entry ", at)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			more, err := tlog.StoredHashesForRecordHash(at, tlog.RecordHash(data[2:end]), stored)
			if err != nil {
				log.Fatal("REFUSED: ", err)
			}
			stored, data = append(stored, more...), data[end:]
		}
	}
	root, err := tlog.TreeHash(size, stored)
	if err != nil || root.String() != lines[2] {
		log.Fatal("REFUSED: the entries do not give the signed root")
	}
	fmt.Printf("OK: %d entries of %s, root %s, signed by %s\n", size, lines[0], lines[2], head.Sigs[0].Name)
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
