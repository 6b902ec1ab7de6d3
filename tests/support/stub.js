window.DGbot = window.DGbot || function () { (DGbot.q = DGbot.q || []).push(arguments); };
