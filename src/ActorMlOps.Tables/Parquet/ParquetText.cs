using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace ActorMlOps.Tables.Parquet;

/// <summary>Adds a value as text; false: it is none, and nothing was added.</summary>
internal delegate bool AddText<T>(in T value, ColumnBuilder column);

/// <summary>Values of Parquet as the text that CSV would have.</summary>
internal static class ParquetText
{
    private const int MaxDigits = 64;

    private static readonly BigInteger TicksPerMilli = TimeSpan.TicksPerMillisecond;

    public static bool Of(in bool value, ColumnBuilder column)
    {
        column.Add(value ? "true"u8 : "false"u8);
        return true;
    }

    public static bool Of(in int value, ColumnBuilder column) => Add(value, default, column);

    public static bool Of(in long value, ColumnBuilder column) => Add(value, default, column);

    public static bool Of(in float value, ColumnBuilder column) => Add(value, "R", column);

    public static bool Of(in double value, ColumnBuilder column) => Add(value, "R", column);

    public static bool Unsigned(in int value, ColumnBuilder column) => Add((uint)value, default, column);

    public static bool Unsigned(in long value, ColumnBuilder column) => Add((ulong)value, default, column);

    public static bool Of(in ByteArray value, ColumnBuilder column)
    {
        var utf8 = Span(value);
        if (!Utf8.IsValid(utf8))
            return false;
        column.Add(utf8);
        return true;
    }

    public static bool Half(in FixedLenByteArray value, ColumnBuilder column) =>
        Add((float)BinaryPrimitives.ReadHalfLittleEndian(Span(value, 2)), "R", column);

    public static bool Date(in int value, ColumnBuilder column)
    {
        long day = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (long)value;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber && Add(DateOnly.FromDayNumber((int)day), "yyyy-MM-dd", column);
    }

    public static AddText<long> Instant(TimeUnit unit, bool utc)
    {
        string format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF" + (utc ? "'Z'" : "");
        return (in value, column) =>
        {
            var ticks = DateTime.UnixEpoch.Ticks + (unit switch
            {
                TimeUnit.Millis => value * TicksPerMilli,
                TimeUnit.Micros => value * (BigInteger)TimeSpan.TicksPerMicrosecond,
                _ => BigInteger.Divide(value, TimeSpan.NanosecondsPerTick),
            });
            return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && Add(new DateTime((long)ticks), format, column);
        };
    }

    public static AddText<T> Scaled<T>(int scale) where T : IBinaryInteger<T> =>
        (in value, column) => Add(BigInteger.CreateChecked(value), scale, column);

    public static AddText<ByteArray> Scaled(int scale) =>
        (in value, column) => value.Length <= MaxDigits && Add(new BigInteger(Span(value), isBigEndian: true), scale, column);

    public static AddText<FixedLenByteArray> Scaled(int scale, int length) =>
        (in value, column) => Add(new BigInteger(Span(value, length), isBigEndian: true), scale, column);

    private static bool Add(BigInteger unscaled, int scale, ColumnBuilder column)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Math.Clamp(scale, 0, MaxDigits) + 1, '0');
        int point = digits.Length - Math.Clamp(scale, 0, MaxDigits);
        string text = (unscaled.Sign < 0 ? "-" : "") + digits[..point] + (point < digits.Length ? "." + digits[point..] : "");
        column.Add(Encoding.UTF8.GetBytes(text));
        return true;
    }

    private static bool Add<T>(T value, string? format, ColumnBuilder column) where T : IUtf8SpanFormattable
    {
        Span<byte> utf8 = stackalloc byte[64];
        if (!value.TryFormat(utf8, out int length, format, CultureInfo.InvariantCulture))
            return false;
        column.Add(utf8[..length]);
        return true;
    }

    private static unsafe ReadOnlySpan<byte> Span(in ByteArray value) => new((void*)value.Pointer, value.Length);

    private static unsafe ReadOnlySpan<byte> Span(in FixedLenByteArray value, int length) => new((void*)value.Pointer, length);
}
