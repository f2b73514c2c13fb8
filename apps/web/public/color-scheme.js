(function () {
  var scheme = 'light';
  try {
    var kept = localStorage.getItem('wardkeep-color-scheme');
    if (kept === 'dark' || kept === 'light') scheme = kept;
    else if (matchMedia('(prefers-color-scheme: dark)').matches) scheme = 'dark';
  } catch (refused) {
    scheme = 'light';
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
