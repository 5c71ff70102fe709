using System.Globalization;
using System.Security.Cryptography;

namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>A key with the time from which it seals. As text: <c>2026-01-31T12:00:00Z BASE64</c>, 32 bytes of key.</summary>
internal sealed class ReceiptKey : IDisposable
{
    public const int Bytes = 32;
    public const string Example = "2026-01-31T12:00:00Z <32 random bytes as base64>";

    private readonly ThreadLocal<AesGcm> _cipher;

    public ReceiptKey(DateTimeOffset from, byte[] key)
    {
        From = from;
        var hash = SHA256.HashData(key);
        Id = (hash[0] << 16) | (hash[1] << 8) | hash[2];
        // The cipher object is not for several threads.
        _cipher = new(() => new AesGcm(key, ReceiptFormat.Tag), trackAllValues: true);
    }

    /// <summary>It seals from then on, until a newer one does.</summary>
    public DateTimeOffset From { get; }

    /// <summary>24 bits.</summary>
    public int Id { get; }

    public AesGcm Cipher => _cipher.Value!;

    /// <summary>Never shows the key itself.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"key {Id:x6} of {From:u}");

    /// <param name="error">What is wrong, without the key.</param>
    public static ReceiptKey? Parse(string text, out string? error)
    {
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var key = new byte[Bytes + 1];
        if (parts.Length != 2)
            error = $"it has {parts.Length} words, not two; write {Example}";
        else if (!DateTimeOffset.TryParseExact(parts[0], "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) || !HasOffset(parts[0]))
            error = $"'{parts[0]}' is not a time with an offset; write {Example}";
        else if (!Convert.TryFromBase64String(parts[1], key, out var length) || length != Bytes)
            error = $"the key is not {Bytes} bytes as base64; make one with: openssl rand -base64 {Bytes}";
        else
        {
            error = null;
            return new(from, key[..Bytes]);
        }
        return null;
    }

    public void Dispose()
    {
        foreach (var cipher in _cipher.Values)
            cipher.Dispose();
        _cipher.Dispose();
    }

    private static bool HasOffset(string time) => time.EndsWith('Z') || time[^6] is '+' or '-';
}
