// The contrast of every visible text, and of every control's edge, measured as it is painted: what is too weak, in words.
// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio; 4.5 for text, 3 for large text and for what marks a control (1.4.3, 1.4.11).
(selector) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const pixel = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) (canvas.fillStyle = colour), canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const grounds = (node) => {
        const found = [];
        for (let each = node; each; each = each.parentElement) found.unshift(getComputedStyle(each).backgroundColor);
        return ["white", ...found];
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one, other) => {
        const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
    };
    const weak = [];
    const measure = (node, colour, ground, least, what) => {
        const found = ratio(pixel([...ground, colour]), pixel(ground));
        if (found < least) weak.push(`${found.toFixed(2)} < ${least}: ${what} of ${node.localName}.${node.getAttribute("class")} ${node.textContent.trim().slice(0, 40)}`);
    };
    for (const node of document.querySelector(selector).querySelectorAll("*")) {
        if (!node.getClientRects().length || node.closest("svg") || getComputedStyle(node).visibility !== "visible") continue;
        const style = getComputedStyle(node), size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if ([...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) measure(node, style.color, grounds(node), large ? 3 : 4.5, "text");
        if (["select", "input"].includes(node.localName) && style.borderStyle !== "none" && node.type !== "checkbox" && node.type !== "range")
            measure(node, style.borderTopColor, grounds(node.parentElement), 3, "edge");
    }
    return [...new Set(weak)];
}
