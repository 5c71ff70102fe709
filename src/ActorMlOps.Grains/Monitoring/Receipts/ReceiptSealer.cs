using System.Buffers.Text;

namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>Makes receipts. One per silo; for concurrent use. Allocates the texts only.</summary>
/// <param name="nonces">Null: random ones; tests fix them.</param>
internal sealed class ReceiptSealer(ReceiptKeys keys, TimeProvider clock, NonceSequence? nonces = null)
{
    private readonly NonceSequence _nonces = nonces ?? new();

    /// <summary>Why there can be no receipts now; null: there can.</summary>
    public string? Objection => keys.Sealing(clock.GetUtcNow()) is not null ? null
        : keys.Count == 0 ? "Receipts need a key: set ActorMlOps:Receipts:KeysFile or ActorMlOps:Receipts:Keys."
        : "No receipt key has come into force; add one whose time is past.";

    /// <summary>One text per row, in their order; "" for default ones, which are of no row that was counted.</summary>
    /// <exception cref="ReceiptKeysException">There is no key to seal with, see <see cref="Objection"/>.</exception>
    public string[] Seal(ReadOnlySpan<Receipt> receipts)
    {
        var key = keys.Sealing(clock.GetUtcNow()) ?? throw new ReceiptKeysException(Objection ?? "The receipt key is not in force.");
        var texts = new string[receipts.Length];
        Span<byte> body = stackalloc byte[ReceiptFormat.Body];
        Span<byte> bytes = stackalloc byte[ReceiptFormat.Length];
        var cipher = key.Cipher;
        for (var i = 0; i < texts.Length; i++)
        {
            if (receipts[i].Version == 0)
            {
                texts[i] = "";
                continue;
            }
            ReceiptFormat.Write(body, receipts[i]);
            bytes[0] = ReceiptFormat.Version;
            (bytes[1], bytes[2], bytes[3]) = ((byte)(key.Id >> 16), (byte)(key.Id >> 8), (byte)key.Id);
            var nonce = bytes.Slice(ReceiptFormat.Header, ReceiptFormat.Nonce);
            _nonces.Next(nonce);
            cipher.Encrypt(
                nonce,
                body,
                bytes.Slice(ReceiptFormat.Header + ReceiptFormat.Nonce, ReceiptFormat.Body),
                bytes[^ReceiptFormat.Tag..],
                bytes[..ReceiptFormat.Header]);
            texts[i] = Base64Url.EncodeToString(bytes);
        }
        return texts;
    }
}
