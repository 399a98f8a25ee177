// Patterns and names for Go's path matching.
package main

import "math/rand"

var matchNames = []string{
	"", ".", "a", "b", "ab", "abc", "a/b", "a/b/c", "/", "a/", "*", "a*b", "?", "[", "]", "a]b", "-", "^", "!", "\\", "a\\b", "a b", "A",
	"é", "aé", "éb", "€", "日本", "😀", "x😀y", "aaaa", "abab", "package.json", "src/package.json", "a.log", ".hidden", "a[1].txt", "a-z", "\n", "a\nb", "\u0301",
}

func matchPatterns() []string {
	patterns := []string{
		"", "*", "**", "***", "?", "??", "???", "*?", "?*", "*??", "*???", "*????", "a*", "*a", "*a*", "a*b", "*b", "a*/b", "*/b", "*/*", "*/*/*", "a/*", "a/?", "/*", "*/", "[a]", "[a-c]", "[c-a]",
		"[^a]", "[^a-b]", "[!a]", "a[^x]b", "a[^x]b/c", "[^x][^x][^x]", "[/]", "a[/]b", "[]", "[]a]", "[^]", "[^]a]", "[", "a[", "a*[", "*[", "b*[", "[a", "[a-", "[a-]", "[-a]", "[-]", "[a-b-c]", "[a\\-c]", "[\\]]", "[\\-]",
		"[\\^]", "[x\\]]", "[\\a]", "[\\", "\\", "a\\", "a*\\", "*\\", "b*\\", "\\*", "\\?", "\\[", "\\]", "\\\\", "a\\*b", "a\\b", "\\a", "a\\\\b", "]", "a]b", "[[]", "[*]", "[?]", "a[*]b", "*[*]*", "[é]", "[à-ü]", "[日]*", "*[本]", "?*?", "*é", "*😀*", "[😀]",
		"x[^a]y", "x?y", "x???y", "x????y", "package*.json", "package.json", "*.json", "*/package.json", "*.log", ".*", "a[[]1].txt", "a\\[1\\].txt", "a[1].txt", "a?z", "[a-z]-[a-z]", "a-[^a-y]", "*ab", "*ab*", "aa*aa", "a*a*a*a*a", "{a,b}", "(a)", "a+", "a.b", "\n", "a?b", "[\n]",
	}
	random := rand.New(rand.NewSource(1))
	pieces := []string{"a", "b", "/", "*", "?", "[", "]", "-", "^", "\\", "é", "[a-b]", "[^a]", "*", "😀", ".", "**"}
	for len(patterns) < 400 {
		patterns = append(patterns, joinRandom(random, pieces, 1+random.Intn(6)))
	}
	return patterns
}

func joinRandom(random *rand.Rand, pieces []string, count int) string {
	text := ""
	for i := 0; i < count; i++ {
		text += pieces[random.Intn(len(pieces))]
	}
	return text
}
