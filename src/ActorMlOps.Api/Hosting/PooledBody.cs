using System.Buffers;

namespace ActorMlOps.Api.Hosting;

/// <summary>A request's whole body in one rented buffer. What is decoded from it must be copied out before it is disposed.</summary>
internal readonly struct PooledBody : IDisposable
{
    private const int FirstBytes = 16 << 10;

    private readonly byte[] _buffer;
    private readonly int _length;

    private PooledBody(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <summary>What can be told before the body is read.</summary>
    /// <exception cref="RequestException">Longer than <paramref name="maxBytes"/>, or compressed.</exception>
    public static void Demand(HttpRequest request, int maxBytes)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType, "'Content-Encoding' is not supported here: send the body as it is.");
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
    }

    /// <summary>Reads to the end.</summary>
    /// <exception cref="RequestException">Longer than <paramref name="maxBytes"/>, or compressed.</exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        Demand(request, maxBytes);

        // One byte more than announced, so that the end shows without another buffer.
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength + 1 ?? FirstBytes));
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length > maxBytes)
                    throw TooLarge(maxBytes);
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }
            return new(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    public static RequestException TooLarge(int maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"The body is larger than the {maxBytes:N0} bytes that are allowed. Send several smaller requests.");

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
