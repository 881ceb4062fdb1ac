#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>
#if __has_include(<ZXing/ReaderOptions.h>)
#include <ZXing/ReaderOptions.h>
using Options = ZXing::ReaderOptions;  // zxing-cpp 2.2 and later
#else
using Options = ZXing::DecodeHints;
#endif

#include <algorithm>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "picture.h"

using namespace ZXing;

// A code is looked for in several renderings of a frame, the likelier ones first. What is dark on light and what is light
// on dark are both always looked at: a picture may show an innocent code beside a worse one.

namespace {

bool hasTime(const picture_codes &codes) { return clock() < codes.deadline; }

struct Plane {
    int width;
    int height;
    std::vector<uint8_t> pixels;
};

/// The frame on a ground of one brightness.
Plane composed(const picture_frame &frame, uint8_t ground) {
    size_t count = static_cast<size_t>(frame.width) * frame.height;
    Plane plane{static_cast<int>(frame.width), static_cast<int>(frame.height), {frame.luma, frame.luma + count}};
    if (frame.alpha) {
        for (size_t i = 0; i < count; i++) {
            unsigned alpha = frame.alpha[i];
            plane.pixels[i] = static_cast<uint8_t>((frame.luma[i] * alpha + ground * (255 - alpha)) / 255);
        }
    }
    return plane;
}

void invert(Plane &plane) {
    for (uint8_t &pixel : plane.pixels) pixel = 255 - pixel;
}

/// With a white margin, since a code that touches the edge is not found.
Plane framed(const Plane &plane, int margin, uint8_t ground) {
    Plane result{plane.width + 2 * margin, plane.height + 2 * margin, {}};
    result.pixels.assign(static_cast<size_t>(result.width) * result.height, ground);
    for (int y = 0; y < plane.height; y++) {
        std::memcpy(
            &result.pixels[static_cast<size_t>(y + margin) * result.width + margin],
            &plane.pixels[static_cast<size_t>(y) * plane.width], plane.width);
    }
    return result;
}

/// Twice as large, or half as large, which smooths.
Plane scaled(const Plane &plane, bool isDoubled) {
    Plane result{isDoubled ? plane.width * 2 : plane.width / 2, isDoubled ? plane.height * 2 : plane.height / 2, {}};
    result.pixels.resize(static_cast<size_t>(result.width) * result.height);
    auto at = [&](int x, int y) -> unsigned {
        x = std::clamp(x, 0, plane.width - 1);
        y = std::clamp(y, 0, plane.height - 1);
        return plane.pixels[static_cast<size_t>(y) * plane.width + x];
    };
    for (int y = 0; y < result.height; y++) {
        for (int x = 0; x < result.width; x++) {
            unsigned value;
            if (isDoubled) {
                int left = (x - 1) >> 1, top = (y - 1) >> 1;
                unsigned right = (x & 1) ? 1 : 3, down = (y & 1) ? 1 : 3;
                value = (at(left, top) * (4 - right) * (4 - down) + at(left + 1, top) * right * (4 - down)
                         + at(left, top + 1) * (4 - right) * down + at(left + 1, top + 1) * right * down + 8) / 16;
            } else {
                value = (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1) + 2) / 4;
            }
            result.pixels[static_cast<size_t>(y) * result.width + x] = static_cast<uint8_t>(value);
        }
    }
    return result;
}

void add(const std::string &text, const int32_t (&points)[8], picture_codes &codes) {
    if (text.empty() || text.size() > PICTURE_TEXT_LIMIT || codes.count >= PICTURE_CODE_LIMIT) return;
    for (uint32_t i = 0; i < codes.count; i++) {
        if (codes.codes[i].length == text.size() && !std::memcmp(codes.codes[i].text, text.data(), text.size())) return;
    }
    picture_code &code = codes.codes[codes.count++];
    std::memcpy(code.points, points, sizeof points);
    code.length = static_cast<uint32_t>(text.size());
    std::memcpy(code.text, text.data(), text.size());
}

/// Looks for codes in a plane, whose point (x, y) is the frame's ((x - margin) * scale2 / 2, (y - margin) * scale2 / 2).
void search(const Plane &plane, Binarizer binarizer, int margin, int scale2, picture_codes &codes) {
    Options hints;
    hints.setFormats(BarcodeFormat::QRCode | BarcodeFormat::MicroQRCode);
    hints.setBinarizer(binarizer);
    hints.setMaxNumberOfSymbols(PICTURE_CODE_LIMIT);
    for (const Result &result :
         ReadBarcodes(ImageView(plane.pixels.data(), plane.width, plane.height, ImageFormat::Lum), hints)) {
        if (!result.isValid()) continue;
        int32_t points[8];
        for (int i = 0; i < 4; i++) {
            points[2 * i] = (result.position()[i].x - margin) * scale2 / 2;
            points[2 * i + 1] = (result.position()[i].y - margin) * scale2 / 2;
        }
        add(result.text(), points, codes);
    }
}

void searchThoroughly(Plane &plane, picture_codes &codes) {
    uint32_t before = codes.count;
    for (int pass = 0; pass < 2; pass++) {
        if (hasTime(codes)) search(plane, Binarizer::LocalAverage, 0, 2, codes);
        invert(plane);
    }
    if (codes.count > before) return;
    constexpr int margin = 16;
    int side = std::max(plane.width, plane.height);
    for (int pass = 0; pass < 2; pass++) {
        if (hasTime(codes)) search(framed(plane, margin, 255), Binarizer::GlobalHistogram, margin, 2, codes);
        if (hasTime(codes) && side <= 1200) search(scaled(framed(plane, margin, 255), true), Binarizer::LocalAverage, 2 * margin, 1, codes);
        if (hasTime(codes) && side >= 400) search(scaled(framed(plane, margin, 255), false), Binarizer::LocalAverage, margin / 2, 4, codes);
        if (codes.count > before) return;
        invert(plane);
    }
}

}  // namespace

void picture_find_codes(const picture_frame *frame, picture_codes *codes) {
    try {
        Plane onWhite = composed(*frame, 255);
        searchThoroughly(onWhite, *codes);
        if (frame->alpha && hasTime(*codes)) {
            Plane onBlack = composed(*frame, 0);
            searchThoroughly(onBlack, *codes);
        }
    } catch (const std::exception &) {
        // No memory, or a shape that the reader gives up on: what was found so far stands.
    }
}
