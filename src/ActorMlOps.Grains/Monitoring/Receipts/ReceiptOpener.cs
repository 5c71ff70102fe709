using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>Opens receipts. One per silo; for concurrent use.</summary>
internal sealed class ReceiptOpener(ReceiptKeys keys)
{
    /// <summary>
    /// By how much a receipt's time may lie outside the time of its key: silos may get a new key one after the other. Beyond it an old key, which
    /// may have leaked, is good for nothing new.
    /// </summary>
    public static readonly TimeSpan KeyTolerance = TimeSpan.FromDays(1);

    /// <returns>What the receipt holds; a default one unless the fault is <see cref="ReceiptFault.None"/>.</returns>
    public (ReceiptFault Fault, Receipt Receipt) Open(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ReceiptFormat.Length];
        if (text.Length != ReceiptFormat.Characters
            || Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done
            || length != bytes.Length)
            return (ReceiptFault.Malformed, default);
        if (bytes[0] != ReceiptFormat.Version)
            return (ReceiptFault.UnknownFormat, default);
        if (keys.Find((bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) is not { } key)
            return (ReceiptFault.UnknownKey, default);
        Span<byte> body = stackalloc byte[ReceiptFormat.Body];
        try
        {
            key.Cipher.Decrypt(
                bytes.Slice(ReceiptFormat.Header, ReceiptFormat.Nonce),
                bytes.Slice(ReceiptFormat.Header + ReceiptFormat.Nonce, ReceiptFormat.Body),
                bytes[^ReceiptFormat.Tag..],
                body,
                bytes[..ReceiptFormat.Header]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return (ReceiptFault.Forged, default);
        }
        if (ReceiptFormat.Read(body) is not { } receipt)
            return (ReceiptFault.UnknownFormat, default);
        var at = DateTimeOffset.FromUnixTimeSeconds(receipt.Hop);
        if (at < key.From - KeyTolerance || at > keys.Until(key) + KeyTolerance)
            return (ReceiptFault.KeyOutOfTime, default);
        return (ReceiptFault.None, receipt);
    }

    /// <summary>For the one who sent it.</summary>
    public static string Explain(ReceiptFault fault) => fault switch
    {
        ReceiptFault.Malformed => $"'receipt' is not one: receipts have {ReceiptFormat.Characters} characters of base64url.",
        ReceiptFault.UnknownFormat => "'receipt' has a format that this release does not know: it was made by a newer one.",
        ReceiptFault.UnknownKey => "'receipt' was sealed with a key that is not known here: give all silos the same keys, and keep old ones until the horizon of labels.",
        ReceiptFault.Forged => "'receipt' is forged, or was changed on its way.",
        ReceiptFault.KeyOutOfTime => "'receipt' was sealed with a key at a time when that key was not in force.",
        _ => "",
    };
}
