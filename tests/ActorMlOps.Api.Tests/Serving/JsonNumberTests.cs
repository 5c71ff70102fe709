using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorMlOps.Api.Serving;
using CsCheck;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class JsonNumberTests
{
    private static readonly Gen<string> Digits = Gen.Char['0', '9'].Array[1, 21].Select(d => new string(d));

    /// <summary>Near the grammar of JSON numbers, valid or not.</summary>
    private static readonly Gen<string> Texts = Gen.Select(
        OneOf("", "-", "+"), Digits, Gen.OneOf(Gen.Const(""), Gen.Const("."), Digits.Select(d => "." + d)),
        Gen.OneOf(OneOf("", "e", "E+"), Gen.Int[-50, 50].Select(e => $"e{e}"), Gen.Int[0, 400].Select(e => $"E+{e}")),
        (sign, whole, fraction, exponent) => sign + whole + fraction + exponent);

    [Fact]
    public void Read_AnySingle_IsThatSingle() => Gen.UInt.Sample(
        bits =>
        {
            var value = BitConverter.UInt32BitsToSingle(bits);
            if (float.IsFinite(value))
                AssertReads(value, value.ToString("R", CultureInfo.InvariantCulture));
        },
        iter: 200_000);

    [Fact]
    public void Read_AnyDouble_IsThatDouble() => Gen.ULong.Sample(
        bits =>
        {
            var value = BitConverter.UInt64BitsToDouble(bits);
            if (double.IsFinite(value))
                AssertSameAsLibrary(value.ToString("R", CultureInfo.InvariantCulture));
        },
        iter: 100_000);

    [Fact]
    public void Read_AnyText_IsWhatTheLibraryReads() => Texts.Sample(AssertSameAsLibrary, iter: 200_000);

    [Fact]
    public void Read_FewDigits_IsWhatTheLibraryReads() => Gen.Select(Gen.Long[0, 1L << 54], Gen.Int[-25, 25]).Sample(
        (digits, exponent) => AssertSameAsLibrary(string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}")), iter: 200_000);

    /// <summary>The middle of two floats, and the decimal numbers next to it, round as the exact values do.</summary>
    [Fact]
    public void Read_NearTheMiddleOfTwoSingles_IsRoundedOnce() => Gen.Select(Gen.UInt[0x3000_0000, 0x4B00_0000], Gen.Int[-1, 1]).Sample(
        (bits, aside) =>
        {
            var (low, high) = ((double)BitConverter.UInt32BitsToSingle(bits), (double)BitConverter.UInt32BitsToSingle(bits + 1));
            var middle = ((decimal)low + (decimal)high) / 2;
            AssertSameAsLibrary((middle + (aside * 1e-15m)).ToString(CultureInfo.InvariantCulture));
            AssertSameAsLibrary(((low + high) / 2).ToString("R", CultureInfo.InvariantCulture));
        },
        iter: 100_000);

    [Theory]
    [InlineData("16777217", 16777216f)]
    [InlineData("16777219", 16777220f)]
    [InlineData("-0", -0f)]
    [InlineData("0.0", 0f)]
    [InlineData("1e-46", 0f)]
    [InlineData("1.4e-45", float.Epsilon)]
    [InlineData("3.4028235e38", float.MaxValue)]
    [InlineData("1.17549435e-38", 1.17549435e-38f)]
    public void Read_TheEdges_AreRight(string text, float expected) => AssertReads(expected, text);

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("+1")]
    [InlineData("3.5e38")]
    [InlineData("1e99999")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    public void Read_NoNumberOrNoFiniteOne_IsNothing(string text) => Assert.Equal(0, JsonNumber.Read(Utf8(text + ","), out float _));

    [Fact]
    public void Read_NumberAtTheEndOfTheText_IsNothingForItMayGoOn() => Assert.Equal(0, JsonNumber.Read("12"u8, out float _));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static void AssertReads(float expected, string text)
    {
        Assert.Equal(text.Length, JsonNumber.Read(Utf8(text + "]"), out float read));
        Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(read));
    }

    private static void AssertSameAsLibrary(string text)
    {
        var (utf8, more) = (Utf8(text), Utf8(text + " "));
        // What is a number is the JSON reader's to say, its value the library's.
        var valid = IsJson(utf8);
        var single = Utf8Parser.TryParse(utf8, out float expected, out var used) && used == utf8.Length && float.IsFinite(expected);
        Assert.Equal(valid && single ? utf8.Length : 0, JsonNumber.Read(more, out float read) == utf8.Length ? utf8.Length : 0);
        if (valid && single)
            Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(read));

        var wide = Utf8Parser.TryParse(utf8, out double expectedWide, out used) && used == utf8.Length && double.IsFinite(expectedWide);
        Assert.Equal(valid && wide ? utf8.Length : 0, JsonNumber.Read(more, out double readWide) == utf8.Length ? utf8.Length : 0);
        if (valid && wide)
            Assert.Equal(BitConverter.DoubleToUInt64Bits(expectedWide), BitConverter.DoubleToUInt64Bits(readWide));
    }

    private static bool IsJson(byte[] utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
