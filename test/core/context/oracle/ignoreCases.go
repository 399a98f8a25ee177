// Ignore files and the folder they are tried on.
package main

import (
	"math/rand"
	"strings"
)

// A name that ends in a slash is an empty folder.
var ignoreTree = []string{
	"README.md", "readme.md", "README-secret.md", "Dockerfile", "package.json", "x.js", "foo", "foobar", "barfoo", "a.log", "A.LOG", "a1", "a5", "ad", "ab", "a]", "a$", "ax$y",
	"a/b", "a/x.log", "a/foo", "a/c/d", "a/c/foo", "a/c/x.log", "a/.keep", "a-b/f", "a-b/g.log", "a.d/f",
	"src/main.js", "src/foo", "src/foo2/bar", "src/lib/deep/er/x.js", "src/lib/deep/y.log", "src2/foo/x", "docs/README.md", "docs/a/README.md",
	"x/y/z", "x/y/w/v", "x/q", "node_modules/m/index.js", "node_modules/keep/a", "plus+.txt", "(paren).txt", "caret^.txt", "caret^d/f^", "curly{a,b}", "pipe|x", "dollar$", "back\\slash", "b\\d/e",
	"!bang", "#hash", " lead", "trail ", "sp ace.txt", "a[1].txt", "[", "]", "]a", "[a]", "^", "*", "?", "**", "a*b", "-", "é.txt", "é/ü", "日本/語.txt", "😀.txt", "x😀y", "new\nline", "n\nd/foo", "n\nd/x.js", "\ufeffbom",
	".git/HEAD", ".git/objects/aa", ".gitignore", ".env", ".dockerignore", "empty/", "a/empty/", "target/debug/foo", "crates/one/target/x", "\u0007bell", "tab\tname", "_", "a_b", "..foo", "...",
	"w/w/w/w/f.js", "w/w/f.js", "w/g", "deep/1/2/3/4/5/6/7/8/9/f.log",
}

func ignoreTexts() []string {
	texts := []string{
		"", "\n\n", "# comment", " # not a comment", "#hash", "\\#hash", "\\!bang", "!bang", "!!bang", "*\n!!bang", "*\n!\\!bang", "foo", "/foo", "//foo", "./foo", "foo/", "foo//", "./././foo/.", "a/../foo", "../foo", "/../foo", "a/./b", "a//b",
		"foo\r\nx.js\r\n", "foo\rx.js", "\ufefffoo", "x.js\n\ufefffoo", "\ufeff# c\nfoo", "  foo  ", "\tfoo\t", "\u00a0foo\u00a0", "\u0085foo", "\u2003foo", "\u3000foo", "trail ", "trail[ ]", " lead", "[ ]lead", "\\ lead", "sp ace.txt", "foo /", "/ lead", "./ lead", "foo/ /..", "! foo", "*\n! foo", "*\n!/foo", "*\n!./foo/",
		"*", "**", "***", "****", "*****", "**/", "/**", "/", ".", "./", "..", "!", "!!", "! ", "!/", "!//", "!.", "*\n!.", "!..", "*\n!**", "**\n!**", "**\n!*",
		"*.log", "**/*.log", "/*.log", "**/*.LOG", "*/*.log", "*/*/*.log", "a/*.log", "a/**/*.log", "a/**", "a/**/", "a/*", "a/*/*", "a/**/foo", "**/foo", "**foo", "foo**", "**/foo/**", "**/foo2", "**/foo2/**", "src**", "src**/foo", "src**foo", "src/**foo", "**src**", "**/src", "**.js", "**/**.js", "**/**/foo", "**/*", "*/**", "*/**/*", "**/x/**/v", "x/**/v", "x/**/**/v", "x**y", "x/***", "x/*/**", "w/**/f.js", "w/**/w/f.js", "**/w/**", "**/w/**/f.js", "deep/**/f.log", "deep/**/9", "**/9/*",
		"READ*", "README*.md\n!README.md", "*.md\n!README.md", "*.md\n!README*.md\nREADME-secret.md", "*.md\nREADME-secret.md\n!README*.md", "Readme.md", "dockerfile",
		"plus+.txt", "plus+*", "(paren).txt", "(paren)*", "caret^.txt", "caret^*", "caret\\^*", "*^", "*^*", "?aret^.txt", "^", "\\^", "*\\^", "caret^d/*", "curly{a,b}", "curly{a,b}*", "{a,b}", "pipe|x", "pipe|*", "pipe|", "|", "*|", "|*", "a|b*", "*.log|*.js", "**/*.log|x", "a{2}*", "w{1}*", "?{3}", "?{2,3}", "?{2,}", "?{0}", "*{2}", "a**{2}", "**{2}*", "{2}*", "a|{2}*", "?{1001}", "?{1000}", "?{3,2}", "?{,2}", "?{02}", "?{2", "?{2}{2}", "[a-z]{3}", "[a-z]{3}*", "\\p{Lu}*", "\\p{Greek}*", "\\p{^Han}*", "\\P{Han}*", "\\p{Nope}", "\\x{61}", "\\x{61}*", "\\x{}", "\\x{110000}", "a\\Q\\E{2}", "*\\Q\\E{2}", "a[|]b", "a[{]b", "caret|^*", "curly\\{a,b\\}*", "dollar$", "dollar$*", "dollar\\$", "back\\slash", "back\\\\slash", "back\\\\*", "*\\\\*", "b\\d/e", "b\\\\d", "b\\\\d/*",
		"a\\d", "a\\D", "a\\w", "a\\s*", "sp\\sace.txt", "tab\\tname", "tab\\sname", "new\\nline", "\\abell", "\\x07bell", "\\07bell", "\\007bell", "\\7bell", "a\\x31", "a\\61", "a\\061", "a\\1", "a\\8", "a\\z", "\\Aa1", "\\afoo", "a\\b", "a\\B1", "a\\bb", "a\\Qb", "\\Qa", "\\Qa\\E1", "\\Qa*\\E", "a\\E", "\\pLd", "\\p{L}d", "\\PL1", "a\\pN", "a\\PN", "\\pZ", "\\pX", "\\p", "a\\_b", "\\_", "a\\C", "a\\é", "\\é.txt", "a\\x", "a\\xg1", "a\\f", "\\d", "[\\d]", "a[\\d]", "a[^\\d]", "a[\\D]", "a[\\w]", "a[\\pN]", "a[\\p]", "a[\\x35]", "a[\\b]", "a[\\Q]", "a[\\-]", "a[\\]]", "a[\\[]1].txt",
		"[a]", "[ab]", "[a-z]", "[z-a]", "a[0-9]", "a[^0-9]", "a[!0-9]", "a[1]", "a[1].txt", "a\\[1\\].txt", "a[[]1].txt", "a[[]1[]].txt", "[[]", "[]]", "[]", "[]a]", "[^]a]", "]", "]a", "\\]", "\\]a", "[", "\\[", "a[", "a*[", "b*[", "*[", "**[", "**/[", "a\\", "\\", "a*\\", "a/**\\", "**\\", "[*]", "[?]", "[**]", "a[*]b", "a[?]", "[a*]", "[a?]b", "[*]*", "[a**b]", "[[:alpha:]]", "a[[:digit:]]", "a[[:digit:]", "a[[:^digit:]]", "a[[:nope:]]", "a[[:digit:]*]", "a[:digit:]", "[^a]", "[^a]*", "[^a]**", "?", "??", "???", "a?", "a?b", "?*", "*?", "*/?", "?/?", "a[/]b", "a[^x]b", "a[^/]b", "[-]", "[a-]", "[-a]", "[+--]", "[,--]", "x[😀]y", "x?y", "x??y", "[é].txt", "é*", "?.txt", "??.txt", "日*", "日本/**", "**/語.txt", "[日-本]*/*", "new\\\nline", "new?line", "**/x.js", "n*/foo", "**/n?d/foo", "n?d/**",
		"a\n!a", "!a\na", "a\n!a/b", "a\n!a/c/d", "a/\n!a/c", "a/c\n!a", "a/c\n!a\n!a/c/d", "a/b\n!a", "*/b\n!a", "!a\n*/b", "*\n!a", "*\n!a/b", "*\n!a/c/d", "*\n!a/*", "*\n!a/**", "*\n!**/foo", "**\n!**/foo", "*\n!src", "*\n!src/**/*.js", "*\n!src\nsrc/lib", "*\n!src\nsrc/lib\n!src/lib/deep", "*\n!src/\n**/*.log", "*\n!a/b\na", "*\na\n!a/b", "a\n*\n!a/b\na", "*\n!x/y\nx\n!x/y/z", "x\n!x/y\nx/y\n!x/y/z", "x\n!x/y/z\nx/y", "x\n!x/*/v", "x/y\n!x/*/**", "x/y\n!x/**", "x/y\n!x/*/*", "x/y\n!x/*", "x/y\n!**/z", "x\n!x/y/", "x/*\n!x/y", "x/**\n!x/y", "x/**\n!x/y/z", "x/**\n!x/y/**", "**/y\n!x", "**/y\n!x/**", "x\n!**", "x\n!*", "x\n!x*", "x\n!x?", "x\n!x/[y]", "x\n!x/\\y", "x\n!x^", "x\n!^x/y", "x\n!x/y**", "x/y\n!x/y*/w", "node_modules\n!node_modules/keep", "node_modules/*\n!node_modules/keep", "**/node_modules\n!node_modules/keep/a", ".*", ".*\n!.env", ".git", "**/.git", ".git/", ".git/*", "..foo", "...", "../*", "*..*", "..*",
		"empty", "a/empty", "**/empty", "**/empty/*", "empty/**", "empty/*", "target", "**/target", "**/target/", "*/target", "**/target/**", "**/target/*", "a_b", "a-b", "a-b/", "a*b", "a\\*b", "a**b", "\\*", "\\?", "\\*\\*", "*\\*", "a.d", "a.*", "a$", "a$*", "ax$y", "ax$*",
	}
	random := rand.New(rand.NewSource(2))
	pieces := []string{"a", "a/", "b", "c", "src", "/", "*", "**", "**/", "*/", "foo", "x", "x/", "y", ".log", ".js", "?", "[a-c]", "[^a]", "\\", "^", ".", "w/", "lib", "deep", "|", "{2}"}
	for i := 0; i < 500; i++ {
		var lines []string
		for n := 1 + random.Intn(5); n > 0; n-- {
			prefix := ""
			if random.Intn(3) == 0 {
				prefix = "!"
			}
			lines = append(lines, prefix+joinRandom(random, pieces, 1+random.Intn(4)))
		}
		texts = append(texts, strings.Join(lines, "\n"))
	}
	return texts
}

// Texts too long to write out: each piece and how often it is repeated.
var longTexts = [][]longPiece{
	{{"x", 70000}},
	{{"foo\n", 1}, {"y", 65535}},
	{{"foo\n", 1}, {"y", 65534}},
	{{"foo\n", 1}, {"y", 65535}, {"\n", 1}},
	{{"foo\n", 1}, {"y", 65536}, {"\n", 1}},
	{{"foo\n", 1}, {"y", 65534}, {"\r\n", 1}},
	{{"foo\n#", 1}, {"é", 33000}, {"\nx.js", 1}},
}

type longPiece struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
}
