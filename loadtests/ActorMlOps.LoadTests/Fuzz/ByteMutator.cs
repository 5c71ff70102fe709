using System.Buffers.Binary;
using System.Text;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Damages bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    private const int MostMutations = 4;
    private const int MostRepeats = 64;

    /// <summary>What parsers have stumbled over: limits of numbers, half characters, openings without ends, other formats' marks.</summary>
    private static readonly byte[][] Dictionary =
    [
        [0], [0xFF], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x1F, 0x8B, 8],
        [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
        .. new[]
        {
            "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e-999", "-0", "00", "0x1", "2147483648", "9223372036854775808",
            "18446744073709551616", "-1", "0.1", "null", "true", "\"", "\\", "\\u0000", "\\ud800",
            "[", "{", "]", "}", ",", ":", "\r\n", "\n",
            "\"\"", "'", ";", "\t", "%00", "../", "[[[[[[[[", "{\"a\":", "PAR1", "//", "/*",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public static byte[] Mutate(byte[] bytes, Random random)
    {
        for (var left = random.Next(1, MostMutations + 1); left > 0; left--)
            bytes = Once(bytes, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
            return Word(random);
        var at = random.Next(bytes.Length);
        var length = Math.Min(bytes.Length - at, random.Next(1, 1 + (random.Next(4) == 0 ? bytes.Length : 8)));
        var other = random.Next(bytes.Length);
        switch (random.Next(10))
        {
            case 0:
                return Changed(b => b[at] ^= (byte)(1 << random.Next(8)));
            case 1:
                return Changed(b => b[at] = (byte)random.Next(256));
            case 2:
                return [.. bytes[..at], .. Word(random), .. bytes[at..]];
            case 3:
                return [.. bytes[..at], .. Word(random), .. bytes[Math.Min(bytes.Length, at + length)..]];
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                return bytes[..at];
            case 6:
                return [.. bytes[..other], .. bytes[at..(at + length)], .. bytes[other..]];
            case 7:
                var (part, times) = (bytes[at..(at + Math.Min(length, 16))], random.Next(1, MostRepeats));
                return [.. bytes[..at], .. Enumerable.Repeat(part, times).SelectMany(p => p), .. bytes[at..]];
            case 8 when bytes.Length >= at + sizeof(int):
                return Changed(b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(at), Odd(random)));
            default:
                var garbage = new byte[random.Next(1, 32)];
                random.NextBytes(garbage);
                return [.. bytes, .. garbage];
        }

        byte[] Changed(Action<byte[]> change)
        {
            var copy = bytes.ToArray();
            change(copy);
            return copy;
        }
    }

    public static byte[] Word(Random random) => Dictionary[random.Next(Dictionary.Length)];

    private static int Odd(Random random) => random.Next(6) switch
    {
        0 => 0,
        1 => -1,
        2 => int.MaxValue,
        3 => int.MinValue,
        4 => 1 << random.Next(31),
        _ => random.Next(),
    };
}
