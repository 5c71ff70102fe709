using System.Security.Cryptography;
using System.Text;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>HMAC-SHA256 of a body with the UTF-8 bytes of the secret as its key: <c>sha256=</c> and 64 hexadecimal digits.</summary>
internal static class Signature
{
    public const string Header = "X-ActorMlOps-Signature";

    public static string Of(byte[] body, string secret) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";
}
