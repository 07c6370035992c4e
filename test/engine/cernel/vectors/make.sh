#!/bin/sh
# Makes the body files and vectors.json anew, here or in the folder that is given. The signatures come from the openssl
# command line tool: computed with the library that the node uses, they would repeat the node's mistakes.
set -eu

cd "${1:-$(dirname "$0")}"

token='ck_live_3f9a1c7e5b2d4860'
foreign='schlüssel-nøgle-鍵'
separator='['

# $1 file, $2 what is special about it, $3 token
vector() {
	# The key in hexadecimal: its bytes reach openssl as they are, whatever the locale.
	key=$(printf '%s' "$3" | od -An -v -tx1 | tr -d ' \n')
	hex=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -r "$1" | cut -d ' ' -f 1)
	base64=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary "$1" | openssl base64 -A)
	printf '%s\n\t{\n\t\t"file": "%s",\n\t\t"about": "%s",\n\t\t"token": "%s",\n\t\t"hex": "%s",\n\t\t"base64": "%s"\n\t}' \
		"$separator" "$1" "$2" "$3" "$hex" "$base64" >>vectors.json
	separator=','
}

: >vectors.json

printf '%s' '{"id":"3303170120804","domain":"https://cernel.shop.dk","job_id":"163f99d4-e53f-4d07-9051-97d298c7306f","site_id":0,"name":"Bluetooth","language":"Danish","description":"<p>Text</p>","status":"SUCCESS","report":null}' \
	>compact.json
vector compact.json 'Compact JSON, as JavaScript writes it' "$token"

printf '%s' '{"id": "3303170120804", "job_id": "163f99d4-e53f-4d07-9051-97d298c7306f", "site_id": 0, "name": "Bluetooth H\u00f8retelefoner \u2013 Sort \ud83c\udfa7", "language": "Danish", "price": 1.0, "status": "SUCCESS", "report": null}' \
	>python.json
vector python.json 'Spaces and escapes, as the json module of Python writes it' "$token"

printf ' {\r\n\t"id" :  "1" ,\r\n\r\n\t"site_id":0.0,"job_id"\t:"j-1", "language":"English",\n  "status" : "SUCCESS"\r\n} \r\n' \
	>whitespace.json
vector whitespace.json 'Tabs, CRLF and LF, spaces before and after, a newline at the end' "$token"

printf '%s' '{"id":"2","job_id":"j-2","site_id":0,"name":"Hørebøffel für große Öhrchen, naïve","language":"German","status":"SUCCESS"}' \
	>umlauts.json
vector umlauts.json 'Letters outside ASCII, in UTF-8' "$token"

# \314\201 is an acute accent as a character of its own.
printf '{"id":"3","job_id":"j-3","site_id":0,"name":"Party 🎧👩‍👩‍👧 e\314\201","language":"English","status":"SUCCESS"}' \
	>emoji.json
vector emoji.json 'Characters of four bytes, joined ones, and a composed letter' "$token"

printf '%s' '{"id":"4","id":"5","job_id":"j-4","site_id":0,"site_id":7,"language":"English","status":"ERROR","status":"SUCCESS"}' \
	>duplicate-keys.json
vector duplicate-keys.json 'Keys that come twice: parsed and written again, it is another body' "$token"

printf '%s' '{}' >empty.json
vector empty.json 'An empty object' "$token"
vector compact.json 'A token outside ASCII: the key is its UTF-8' "$foreign"

printf '\n]\n' >>vectors.json
