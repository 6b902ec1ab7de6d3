// The quota is used up, or is nothing as in old private windows.
Storage.prototype.setItem = () => {
  throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
};
