/** The shop's looks: paper, ink and a little brass, by day and by lamplight, so that nobody takes it for the dashboard. One style sheet, sent inside each page. */
export const shopStyle = `
:root{color-scheme:light dark;--paper:#fbf6ea;--page:#fffdf7;--field:#fff;--ink:#2b2118;--quiet:#6b5a48;--line:#e3d6bd;--brick:#8c2f1b;--pressed:#6d2313;--link:#8c2f1b;--flash:#fff2c9;--brass:#d9b44a;--focus:#1f5fae}
@media (prefers-color-scheme:dark){:root{--paper:#1e1812;--page:#282018;--field:#16110c;--ink:#f0e5d3;--quiet:#bfae98;--line:#483b2d;--brick:#85301d;--pressed:#a03f29;--link:#f0a58c;--flash:#3b3013;--brass:#8f742c;--focus:#8ab8f2}}
*{box-sizing:border-box;margin:0}
body{background:var(--paper);color:var(--ink);font:15px/1.5 Georgia,'Iowan Old Style','Palatino Linotype',serif;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline;justify-content:space-between;padding:12px 16px;background:var(--brick);color:#fff7ea}
header a,header .link{color:#fff7ea}
.sign{font-size:18px;font-style:italic;text-decoration:none;letter-spacing:.01em}
nav{display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline;font-size:14px}
main{max-width:960px;margin:0 auto;padding:14px 16px 28px}
h1{font-size:25px;line-height:1.2;font-weight:400;margin-bottom:4px}
h2{font-size:16px;font-style:italic;font-weight:400;color:var(--quiet);margin:22px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
h3{font-size:14px;line-height:1.25;font-weight:700}
a{color:var(--link)}
.lead,.quiet{color:var(--quiet)}
.lead{margin-bottom:14px}
.quote{font:13px/1.45 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;background:var(--page);border:1px solid var(--line);border-left:3px solid var(--link);border-radius:4px;padding:8px 12px;margin-bottom:14px}
.flash{background:var(--flash);border:1px solid var(--brass);border-radius:4px;padding:6px 12px;margin-bottom:14px}
ul{list-style:none;padding:0}
button{font:inherit;font-size:14px;color:#fff7ea;background:var(--brick);border:1px solid var(--brick);border-radius:4px;padding:3px 12px;cursor:pointer;min-height:28px}
button:hover{background:var(--pressed)}
button.link{background:none;border:0;padding:0;min-height:24px;text-decoration:underline}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
header :focus-visible{outline-color:#fff}
.login{display:flex;flex-wrap:wrap;gap:6px;align-items:center;background:var(--page);border:1px solid var(--line);border-radius:6px;padding:10px 12px}
.login label{flex-basis:100%;font-size:14px}
.login input{font:inherit;flex:1;min-width:110px;padding:3px 8px;border:1px solid #8a7a66;border-radius:4px;background:var(--field);color:var(--ink)}
.cart li,.total{display:flex;justify-content:space-between;gap:12px;font-variant-numeric:tabular-nums}
.cart li span:last-child,.total span:last-child{white-space:nowrap}
.total{font-weight:700;margin-top:4px;padding-top:4px;border-top:1px dotted var(--line)}
.shelf{display:grid;grid-template-columns:repeat(auto-fill,minmax(118px,1fr));gap:10px}
.book{display:grid;grid-template:'cover title' 1fr 'price price' auto 'form form' auto / 34px 1fr;gap:2px 8px;background:var(--page);border:1px solid var(--line);border-radius:6px;padding:8px}
.book h3{grid-area:title}
.book form{grid-area:form}
.book button{width:100%}
.price{grid-area:price;color:var(--quiet);font-variant-numeric:tabular-nums}
.cover{grid-area:cover;width:34px;height:48px;filter:drop-shadow(1px 2px 1px rgb(60 40 20/.3))}
@media (max-width:340px){
header{padding:9px 14px}
main{padding:10px 14px 24px}
h1{font-size:22px}
.lead{font-size:14px;line-height:1.4;margin-bottom:10px}
.login{padding:8px 10px}
}
@media (min-width:560px){
.shelf{grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:14px}
.book{grid-template:'cover' auto 'title' 1fr 'price' auto 'form' auto / 1fr;padding:12px}
.cover{width:70px;height:98px;margin-bottom:6px}
}
@media (min-width:760px){
.room{display:grid;grid-template-columns:1fr 220px;gap:28px;align-items:start}
}
.cover rect:first-child{fill:var(--cloth)}
.cover path,.cover circle,.cover rect:not(:first-child){fill:none;stroke:#f6e3b4;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.cover .spine{stroke:#0003;stroke-width:2}
.c0{--cloth:#22505c}.c1{--cloth:#8a4b1d}.c2{--cloth:#4d3a6b}.c3{--cloth:#2f5c3a}.c4{--cloth:#7a2b3a}.c5{--cloth:#2f436f}.c6{--cloth:#5b5224}.c7{--cloth:#3a3a42}
`
