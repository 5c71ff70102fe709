using System.Buffers.Text;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Reads JSON numbers as the library does, to the same bits, but at once from their text. Up to 19 digits are gathered in an integer m;
/// m * 10^e with m &lt;= 2^53 and |e| &lt;= 22 is rounded once in double precision, since both factors are exact there (Clinger, "How to Read
/// Floating Point Numbers Accurately", 1990). That double rounds to the float nearest to the decimal number unless it lies in the middle
/// of two floats, where the first rounding may have hidden the side: those, subnormal floats and longer numbers are left to the library.
/// </summary>
internal static class JsonNumber
{
    private const int MostDigits = 19;
    private const int MostExponentDigits = 4;
    private const ulong MostExact = 1UL << 53;
    private const double LeastNormalSingle = 1.17549435E-38;

    // The bits of a double that a float does not have, and what they are in the middle between two floats.
    private const ulong BelowSingle = (1UL << 29) - 1;
    private const ulong MiddleOfSingles = 1UL << 28;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <param name="text">Begins with the number and goes on after it.</param>
    /// <returns>Length of the number; 0: there is no valid one, or it is not finite as a float.</returns>
    public static int Read(ReadOnlySpan<byte> text, out float value)
    {
        var length = Scan(text, out var number);
        if (length == 0)
        {
            value = 0;
            return 0;
        }
        if (number.TryExact(out var wide)
            && (wide == 0 || (wide is >= LeastNormalSingle and <= float.MaxValue
                && (BitConverter.DoubleToUInt64Bits(wide) & BelowSingle) != MiddleOfSingles)))
        {
            value = (float)(number.Negative ? -wide : wide);
            return length;
        }
        return Utf8Parser.TryParse(text[..length], out value, out var used) && used == length && float.IsFinite(value) ? length : 0;
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, out float)"/>
    public static int Read(ReadOnlySpan<byte> text, out double value)
    {
        var length = Scan(text, out var number);
        if (length == 0)
        {
            value = 0;
            return 0;
        }
        if (number.TryExact(out var wide))
        {
            value = number.Negative ? -wide : wide;
            return length;
        }
        return Utf8Parser.TryParse(text[..length], out value, out var used) && used == length && double.IsFinite(value) ? length : 0;
    }

    /// <summary>By the grammar of JSON (RFC 8259, section 6).</summary>
    private static int Scan(ReadOnlySpan<byte> text, out Parts number)
    {
        number = default;
        var at = 0;
        number.Negative = !text.IsEmpty && text[0] == '-';
        if (number.Negative)
            at = 1;
        var first = at;
        at = Digits(text, at, ref number.Digits);
        var digits = at - first;
        if (digits == 0 || (digits > 1 && text[first] == '0'))
            return 0;
        var exponent = 0;
        if (at < text.Length && text[at] == '.')
        {
            var point = ++at;
            at = Digits(text, at, ref number.Digits);
            if (at == point)
                return 0;
            exponent = point - at;
            digits -= exponent;
        }
        number.Short = digits <= MostDigits;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            at++;
            var down = at < text.Length && text[at] == '-';
            if (down || (at < text.Length && text[at] == '+'))
                at++;
            var power = 0UL;
            var start = at;
            at = Digits(text, at, ref power);
            if (at == start)
                return 0;
            number.Short &= at - start <= MostExponentDigits;
            exponent += (int)(down ? 0 - power : power);
        }
        number.Exponent = exponent;
        return at == text.Length ? 0 : at;
    }

    // Wraps round after 19 digits.
    private static int Digits(ReadOnlySpan<byte> text, int at, ref ulong value)
    {
        var sum = value;
        while (at < text.Length && (uint)(text[at] - '0') is <= 9 and var digit)
        {
            sum = unchecked((sum * 10) + digit);
            at++;
        }
        value = sum;
        return at;
    }

    private struct Parts
    {
        public ulong Digits;
        public int Exponent;
        public bool Negative;
        public bool Short;

        /// <summary>The value without its sign, correctly rounded.</summary>
        public readonly bool TryExact(out double value)
        {
            value = 0;
            if (!Short || Digits > MostExact || (uint)(Exponent + PowersOfTen.Length - 1) > 2 * (uint)(PowersOfTen.Length - 1))
                return false;
            value = Exponent < 0 ? Digits / PowersOfTen[-Exponent] : Digits * PowersOfTen[Exponent];
            return true;
        }
    }
}
