"""Settings of products: how each is recognised, its setting as a template, and what pasted settings
would answer.
"""

from cors_lab.fixes.products.clouds import CLOUDS
from cors_lab.fixes.products.frameworks import FRAMEWORKS
from cors_lab.fixes.products.programs import PROGRAMS
from cors_lab.fixes.products.proxies import PROXIES
from cors_lab.fixes.products.row import Product

PRODUCTS: dict[str, Product] = {
    product.name: product for product in (*CLOUDS, *PROGRAMS, *FRAMEWORKS, *PROXIES)
}

__all__ = ["PRODUCTS", "Product"]
