// Writes the tables that the tests of server/src/core/context are compared with, from the libraries that the engine itself
// is made of: Go's path matching, moby/patternmatcher and the walk of tonistiigi/fsutil over a real folder.
//
// Run it in this folder with: go run .
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

func main() {
	writeMatchTable("../goMatch.table.json")
	writeIgnoreTable("../ignoreFile.table.json")
}

// One letter per name: y and n for Match's answer, e for a syntax error.
type matchRow struct {
	Pattern  string `json:"pattern"`
	Path     string `json:"path"`
	Filepath string `json:"filepath"`
}

func writeMatchTable(file string) {
	var rows []string
	for _, pattern := range matchPatterns() {
		row := matchRow{Pattern: pattern}
		for _, name := range matchNames {
			row.Path += letter(path.Match(pattern, name))
			row.Filepath += letter(filepath.Match(pattern, name))
		}
		rows = append(rows, line(row))
	}
	write(file, "names", line(matchNames), rows)
}

func letter(matched bool, err error) string {
	if err != nil {
		return "e"
	}
	if matched {
		return "y"
	}
	return "n"
}

type ignoreRow struct {
	Text string `json:"text"`
	// For a long text: what it is made of, instead of the text and its patterns.
	Pieces []longPiece `json:"pieces,omitempty"`
	// What ReadAll makes of the text.
	Patterns []string `json:"patterns,omitempty"`
	// The error of reading the text or of making the matcher.
	Refused string `json:"refused,omitempty"`
	// One letter per path: whether the patterns match it when asked from the top down (y, n), e for an error.
	Matched string `json:"matched,omitempty"`
	// One letter per path: whether the walk sends it (y, n). "error" when the walk fails.
	Sent string `json:"sent,omitempty"`
}

func writeIgnoreTable(file string) {
	root, err := os.MkdirTemp("", "oracle")
	check(err)
	defer os.RemoveAll(root)
	for _, name := range ignoreTree {
		full := filepath.Join(root, name)
		if strings.HasSuffix(name, "/") {
			check(os.MkdirAll(full, 0o755))
			continue
		}
		check(os.MkdirAll(filepath.Dir(full), 0o755))
		check(os.WriteFile(full, nil, 0o644))
	}
	paths := everythingBelow(root)
	var rows []string
	for _, text := range ignoreTexts() {
		rows = append(rows, line(ignoreAnswers(root, paths, text)))
	}
	for _, pieces := range longTexts {
		text := ""
		for _, piece := range pieces {
			text += strings.Repeat(piece.Text, piece.Count)
		}
		row := ignoreAnswers(root, paths, text)
		row.Text, row.Patterns, row.Pieces = "", nil, pieces
		rows = append(rows, line(row))
	}
	write(file, "paths", line(paths), rows)
}

func ignoreAnswers(root string, paths []string, text string) ignoreRow {
	row := ignoreRow{Text: text}
	patterns, err := ignorefile.ReadAll(strings.NewReader(text))
	if err != nil {
		row.Refused = err.Error()
		return row
	}
	row.Patterns = patterns
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		row.Refused = err.Error()
		return row
	}
	infos := map[string]patternmatcher.MatchInfo{}
	for _, p := range paths {
		var parent patternmatcher.MatchInfo
		if dir := path.Dir(p); dir != "." {
			parent = infos[dir]
		}
		matched, info, err := matcher.MatchesUsingParentResults(p, parent)
		infos[p] = info
		row.Matched += letter(matched, err)
	}
	row.Sent = walk(root, paths, patterns)
	return row
}

func walk(root string, paths, patterns []string) string {
	sent := map[string]bool{}
	err := fsutil.Walk(context.Background(), root, &fsutil.FilterOpt{ExcludePatterns: patterns}, func(p string, _ os.FileInfo, err error) error {
		sent[p] = true
		return err
	})
	if err != nil {
		return "error"
	}
	var out strings.Builder
	for _, p := range paths {
		out.WriteString(letter(sent[p], nil))
	}
	return out.String()
}

func everythingBelow(root string) []string {
	var paths []string
	check(filepath.WalkDir(root, func(p string, _ fs.DirEntry, err error) error {
		check(err)
		if p != root {
			rel, err := filepath.Rel(root, p)
			check(err)
			paths = append(paths, rel)
		}
		return nil
	}))
	sort.Strings(paths)
	return paths
}

func line(value any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return strings.TrimSpace(out.String())
}

func write(file, headName, head string, rows []string) {
	text := fmt.Sprintf("{\n\"%s\": %s,\n\"rows\": [\n%s\n]\n}\n", headName, head, strings.Join(rows, ",\n"))
	check(os.WriteFile(file, []byte(text), 0o644))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
