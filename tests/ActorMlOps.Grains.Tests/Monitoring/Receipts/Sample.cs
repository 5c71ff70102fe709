using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Monitoring;
using ActorMlOps.Rollout;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring.Receipts;

/// <summary>Receipts and keys as tests need them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Any receipt that can be, made today.</summary>
    public static readonly Gen<Receipt> Receipts = Gen.Select(
        Gen.Select(Gen.UInt, Gen.UShort, Gen.UInt, Gen.Int[0, 3], Gen.Int[0, 15], Gen.Long[0, 8_639]),
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Int[0, ReceiptFormat.MostRows - 1], Gen.ULong, Gen.ULong, Gen.ULong),
        Gen.Select(Gen.Bool, Gen.Int, Gen.Float, Gen.Double)).Select((who, where, what) => new Receipt(
            who.Item1, who.Item2, who.Item3, (VariantRole)who.Item4, who.Item5, Now.ToUnixTimeSeconds() - (who.Item6 * 10),
            new(where.Item1, where.Item2, where.Item3), new(where.Item4, where.Item5),
            what.Item1 && !float.IsNaN(what.Item3) ? what.Item2 : what.Item4, what.Item1 ? what.Item3 : float.NaN, where.Item6));

    public static Receipt Receipt { get; } = new(
        0x01020304, 0x0506, 0x0708090a, VariantRole.Canary, 2, Now.ToUnixTimeSeconds(), new(0x0b0c0d0e, 0x0f101112, 0x131415),
        new(0x2021222324252627, 0x28292a2b2c2d2e2f), 1, 0.75f, 0x3031323334353637);

    public static ReceiptKey Key(byte seed, DateTimeOffset from) => new(from, [.. Enumerable.Range(0, 32).Select(i => (byte)(seed + i))]);

    public static string Line(byte seed, DateTimeOffset from) =>
        $"{from:yyyy-MM-dd'T'HH:mm:ss}Z {Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)(seed + i))])}";

    public static ReceiptKeys Keys(params (byte Seed, DateTimeOffset From)[] keys) => new(keys.Select(k => Key(k.Seed, k.From)));
}
