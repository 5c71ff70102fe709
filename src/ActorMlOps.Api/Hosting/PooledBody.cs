using System.Buffers;
using System.IO.Pipelines;

namespace ActorMlOps.Api.Hosting;

/// <summary>
/// A request's whole body in one piece: the server's own buffer if it came in one, else a rented one. What is decoded from it must be
/// copied out before it is disposed.
/// </summary>
internal readonly struct PooledBody : IDisposable
{
    private const int FirstBytes = 16 << 10;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly byte[]? _rented;
    private readonly PipeReader? _reader;
    private readonly SequencePosition _end;

    private PooledBody(byte[] rented, int length) => (_rented, _body) = (rented, rented.AsMemory(0, length));

    private PooledBody(PipeReader reader, in ReadOnlySequence<byte> whole) => (_reader, _body, _end) = (reader, whole.First, whole.End);

    public ReadOnlySpan<byte> Span => _body.Span;

    /// <summary>What can be told before the body is read.</summary>
    /// <exception cref="RequestException">Longer than <paramref name="maxBytes"/>, or compressed.</exception>
    public static void Demand(HttpRequest request, int maxBytes)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType, "'Content-Encoding' is not supported here: send the body as it is.");
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
    }

    /// <summary>Reads to the end.</summary>
    /// <exception cref="RequestException">Longer than <paramref name="maxBytes"/>, or compressed.</exception>
    public static ValueTask<PooledBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        Demand(request, maxBytes);
        var reader = request.BodyReader;
        if (request.ContentLength is not { } announced || !reader.TryRead(out var result))
            return CopyAsync(reader, request.ContentLength, maxBytes, cancellationToken);
        if (!result.IsCanceled && result.Buffer.IsSingleSegment && result.Buffer.Length == announced)
            return new(new PooledBody(reader, result.Buffer));
        // Not yet whole, or in pieces: what is there is seen again by the next read.
        reader.AdvanceTo(result.Buffer.Start);
        return CopyAsync(reader, announced, maxBytes, cancellationToken);
    }

    public void Dispose()
    {
        _reader?.AdvanceTo(_end);
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    public static RequestException TooLarge(int maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"The body is larger than the {maxBytes:N0} bytes that are allowed. Send several smaller requests.");

    private static async ValueTask<PooledBody> CopyAsync(
        PipeReader reader, long? announced, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)(announced ?? FirstBytes));
        var length = 0;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var part = result.Buffer;
                if (part.Length > maxBytes - length)
                    throw TooLarge(maxBytes);
                var needed = length + (int)part.Length;
                if (needed > buffer.Length)
                    buffer = Grow(buffer, length, needed);
                part.CopyTo(buffer.AsSpan(length));
                length = needed;
                reader.AdvanceTo(part.End);
                if (result.IsCompleted)
                    return new(buffer, length);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static byte[] Grow(byte[] buffer, int length, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, length * 2L), Array.MaxLength));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
