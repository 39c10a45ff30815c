// How the panel of `tollgate/devtools` looks.

export const STYLE = `
:host{all:initial;display:block;position:fixed;right:8px;bottom:8px;z-index:2147483647;
font:13px/1.4 system-ui}
aside{max-width:min(560px,calc(100vw - 16px));color:#111;background:#fff;border:1px solid #767676;
border-radius:6px;box-shadow:0 2px 12px #0004}
summary{padding:6px 10px;cursor:pointer;font-weight:600}
[part=body]{max-height:70vh;overflow:auto;padding:0 10px 10px}
h2{font-size:13px;margin:10px 0 4px}p{margin:4px 0}ul{margin:4px 0;padding-left:18px}
label{display:block;margin:4px 0}textarea{display:block;width:100%;box-sizing:border-box}
button,select,textarea{font:inherit;color:#111;background:#fff;border:1px solid #767676;
border-radius:4px}
[part=scroll]{max-height:30vh;overflow:auto}[part=wrong]{color:#a00000}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:2px 6px 2px 0;
border-bottom:1px solid #ddd;overflow-wrap:anywhere}
`;
