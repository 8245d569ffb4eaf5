// The minified text of `frontend/css/notes/editor.css`, which `build.sh` puts in here.
declare module 'plenum-look' {
  const css: string;
  export default css;
}
